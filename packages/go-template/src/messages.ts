/** The texts of Go's template package. They are seen by users of Helm and compared with upstream's. */
import { quote } from "./format/quote.ts";

// The lexer
export const unclosedComment = "unclosed comment";
export const commentEndsEarly = "comment ends before closing delimiter";
export const unclosedAction = "unclosed action";
export const unclosedParen = "unclosed left paren";
export const unexpectedParen = "unexpected right paren";
export const expectedDeclare = "expected :=";
export const unterminatedString = "unterminated quoted string";
export const unterminatedRawString = "unterminated raw quoted string";
export const unterminatedChar = "unterminated character constant";
export const badNumberSyntax = (text: string) => `bad number syntax: ${quote(text)}`;
export const badCharacter = (character: string) => `bad character ${codePointOf(character)}`;
export const unrecognizedCharacter = (character: string) =>
  `unrecognized character in action: ${codePointOf(character)}`;

function codePointOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character) ? `U+${code} '${character}'` : `U+${code}`;
}

// The parser
export const invalidSyntax = "invalid syntax";
export const malformedCharacter = (text: string) => `malformed character constant: ${text}`;
export const illegalNumber = (text: string) => `illegal number syntax: ${quote(text)}`;
export const integerOverflow = (text: string) => `integer overflow: ${quote(text)}`;
export const unexpectedToken = (token: string, context: string) => `unexpected ${token} in ${context}`;
export const unexpectedNode = (node: string) => `unexpected ${node}`;
export const unexpectedEnd = "unexpected EOF";
export const actionStarted = (name: string, line: number) => ` in action started at ${name}:${line}`;
export const multipleDefinition = (name: string) => `template: multiple definition of template ${quote(name)}`;
export const missingValue = (context: string) => `missing value for ${context}`;
export const notExecutable = (stage: number) => `non executable command in pipeline stage ${stage}`;
export const rangeVariablesOnly = "range can only initialize variables";
export const tooManyDeclarations = (context: string) => `too many declarations in ${context}`;
export const emptyCommand = "empty command";
export const dotAfterTerm = (term: string) => `unexpected . after term ${quote(term)}`;
export const functionNotDefined = (name: string) => `function ${quote(name)} not defined`;
export const variableNotDefined = (name: string) => `undefined variable ${quote(name)}`;
export const expectedEnd = (found: string) => `expected end; found ${found}`;
export const outsideRange = (keyword: string) => `{{${keyword}}} outside {{range}}`;
export const parseError = (name: string, line: number, text: string) => `template: ${name}:${line}: ${text}`;
export const tooDeep = "the template is nested too deeply";

// Execution
export const execError = (place: string, template: string, source: string, text: string) =>
  `template: ${place}: executing ${quote(template)} at <${source}>: ${text}`;
export const noTemplate = (name: string, main: string) =>
  `template: no template ${quote(name)} associated with template ${quote(main)}`;
export const templateNotDefined = (name: string) => `template ${quote(name)} not defined`;
export const depthExceeded = (depth: number) => `exceeded maximum template depth (${depth})`;
export const stackExceeded = "exceeded maximum template depth";
export const outputExceeded = (limit: number) => `exceeded maximum output of ${limit} characters`;
export const stepsExceeded = (limit: number) => `exceeded maximum of ${limit} steps`;
export const undefinedVariable = (name: string) => `undefined variable: ${name}`;
export const notAFunction = (operand: string) => `can't give argument to non-function ${operand}`;
export const nilIsNoCommand = "nil is not a command";
export const overflowsInt = (text: string) => `${text} overflows int`;
export const explicitNil = (chain: string) => `indirection through explicit nil in ${chain}`;
export const cannotIterate = (value: string) => `range can't iterate over ${value}`;
export const cannotIterateTwo = (value: string) => `can't use ${value} to iterate over more than one variable`;
export const cannotPrint = (source: string, type: string) => `can't print ${source} of type ${type}`;

// Fields
export const nilData = (field: string) => `nil data; no entry for key ${quote(field)}`;
export const nilPointer = (type: string, field: string) => `nil pointer evaluating ${type}.${field}`;
export const noField = (field: string, type: string) => `can't evaluate field ${field} in type ${type}`;
export const noMethod = (field: string) => `${field} is not a method but has arguments`;
export const noEntry = (field: string) => `map has no entry for key ${quote(field)}`;

// Calls
export const tooFewArguments = (name: string, want: number, got: number) =>
  `wrong number of args for ${name}: want at least ${want} got ${got}`;
export const wrongArguments = (name: string, want: number, got: number) =>
  `wrong number of args for ${name}: want ${want} got ${got}`;
export const callFailed = (name: string, text: string) => `error calling ${name}: ${text}`;
export const nilArgument = (type: string) => `cannot assign nil to ${type}`;
export const invalidArgument = (type: string) => `invalid value; expected ${type}`;
export const wrongType = (type: string, got: string) => `wrong type for value; expected ${type}; got ${got}`;
export const expectedLiteral = (wanted: string, found: string) => `expected ${wanted}; found ${found}`;
export const cannotHandle = (found: string, type: string) => `can't handle ${found} for arg of type ${type}`;
export const callOfNil = "call of nil";
export const callOfOther = (name: string, type: string) => `non-function ${name} of type ${type}`;
export const calleeTooFew = (name: string, got: number, want: number) =>
  `wrong number of args for ${name}: got ${got} want at least ${want}`;
export const calleeWrong = (name: string, got: number, want: number) =>
  `wrong number of args for ${name}: got ${got} want ${want}`;

// Comparison
export const badComparison = (left: string, right: string) => `incompatible types for comparison: ${left} and ${right}`;
export const badComparisonType = "invalid type for comparison";
export const notComparable = (value: string, type: string) => `non-comparable type ${value}: ${type}`;
export const notComparables = (left: string, leftType: string, rightType: string, right: string) =>
  `non-comparable types ${left}: ${leftType}, ${rightType}: ${right}`;
export const noComparison = "missing argument for comparison";

// index, slice and len
export const indexOfNothing = "index of untyped nil";
export const indexOfNil = "index of nil pointer";
export const cannotIndexNil = "cannot index slice/array with nil";
export const cannotIndexWith = (type: string) => `cannot index slice/array with type ${type}`;
export const indexOutOfRange = (index: bigint) => `index out of range: ${index}`;
export const sliceIndexOutOfRange = "reflect: slice index out of range";
export const stringIndexOutOfRange = "reflect: string index out of range";
export const cannotIndex = (type: string) => `can't index item of type ${type}`;
export const valueIsNil = (type: string) => `value is nil; should be of type ${type}`;
export const valueHasType = (type: string, wanted: string) => `value has type ${type}; should be ${wanted}`;
export const sliceOfNothing = "slice of untyped nil";
export const tooManySliceIndexes = (count: number) => `too many slice indexes: ${count}`;
export const cannotSlice3String = "cannot 3-index slice a string";
export const cannotSlice = (type: string) => `can't slice item of type ${type}`;
export const invalidSliceIndex = (low: bigint, high: bigint) => `invalid slice index: ${low} > ${high}`;
export const lenOfNil = "len of nil pointer";
export const lenOfNothing = "reflect: call of reflect.Value.Type on zero Value";
export const lenOfOther = (type: string) => `len of type ${type}`;
