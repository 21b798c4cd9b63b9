/** Which styles can hold a text at all, whatever it means. */
export interface TextShape {
  readonly plain: boolean;
  readonly single: boolean;
  readonly literal: boolean;
  /** Whether the text has line breaks, of any kind. */
  readonly multiline: boolean;
}

const lineBreak = /[\n\r\x85\u2028\u2029]/;

/** Letters, digits and a few signs between them are a plain scalar whatever follows; most texts are such. */
const surelyPlain = /^[\w./][\w./+=-]*$/;

/** What libyaml's emitter prints as it is. Characters beyond the first plane are not among it. */
const unprintable = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

const indicatorAtStart = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?:](?=[ \t\n\r\x85\u2028\u2029]|$))/;
const indicatorInside = /:(?=[ \t\n\r\x85\u2028\u2029]|$)|(?<=[ \t\n\r\x85\u2028\u2029])#/;

export function analyzeText(text: string): TextShape {
  if (surelyPlain.test(text) && !text.startsWith("...")) return shapes.free;
  const multiline = lineBreak.test(text);
  const special = unprintable.test(text) || / [\n\r\x85\u2028\u2029]/.test(text);
  if (special) return multiline ? shapes.escapedLines : shapes.escaped;
  const spaceAfterBreak = /[\n\u2028\u2029] /.test(text);
  const edgeSpace = /^[ \n\u2028\u2029]|[ \n\u2028\u2029]$/.test(text);
  return {
    plain: !multiline && !edgeSpace && !indicatorAtStart.test(text) && !indicatorInside.test(text),
    single: !spaceAfterBreak,
    literal: !text.endsWith(" "),
    multiline,
  };
}

const shapes = {
  free: { plain: true, single: true, literal: true, multiline: false },
  escaped: { plain: false, single: false, literal: false, multiline: false },
  escapedLines: { plain: false, single: false, literal: false, multiline: true },
} as const;
