import { messageOf } from "@flux-ts/base";
import { RE2JS } from "re2js";
import { dateFault, dateTimeFault, durationFault, periodFault, timeFault } from "./dates.ts";
import { emailFault, hostnameFault, ipv4Fault, ipv6Fault } from "./hosts.ts";
import { jsonPointerFault, relativePointerFault, semverFault, uuidFault } from "./names.ts";
import { uriFault, uriReferenceFault, uriTemplateFault } from "./uris.ts";

/** Why a text is not of a format; undefined when it is. */
export type FindFault = (text: string) => string | undefined;

const formats: { readonly [name: string]: FindFault } = {
  date: dateFault,
  "date-time": dateTimeFault,
  duration: durationFault,
  email: emailFault,
  hostname: hostnameFault,
  ipv4: ipv4Fault,
  ipv6: ipv6Fault,
  iri: uriFault,
  "iri-reference": uriReferenceFault,
  "json-pointer": jsonPointerFault,
  period: periodFault,
  regex: regexFault,
  "relative-json-pointer": relativePointerFault,
  semver: semverFault,
  time: timeFault,
  uri: uriFault,
  "uri-reference": uriReferenceFault,
  "uri-template": uriTemplateFault,
  uuid: uuidFault,
};

/** Why a text is not of the format of that name. Formats that nobody knows say nothing. */
export function formatFault(name: string, text: string): string | undefined {
  return Object.hasOwn(formats, name) ? formats[name]?.(text) : undefined;
}

function regexFault(text: string): string | undefined {
  try {
    RE2JS.compile(text);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
