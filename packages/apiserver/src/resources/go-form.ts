import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue, KubeObject } from "@flux-ts/base";
import { getOwn, isJsonObject, omitKeys, setOwn } from "@flux-ts/base";
import plainFields from "../../data/plain-fields.json" with { type: "json" };

type Definitions = { readonly [name: string]: JsonObject };

/** What the pass over one struct needs to know of a field. */
interface Field {
  /** The value that Go prints when the field was not given: `{}`, `""`, `0`. Undefined when it prints nothing. */
  readonly blank: JsonValue | undefined;
  readonly form: Form | undefined;
  /** Whether the field holds a text, a number or a flag by value: left out when it is empty. */
  readonly plain: boolean;
  /** Whether the value is a list or a map: left out when it is empty. */
  readonly collection: "list" | "map" | undefined;
  readonly items: Form | undefined;
}

type Form = { readonly fields: ReadonlyMap<string, Field>; readonly blanks: readonly string[] };

/** Fields that Go prints as null when they are empty: lists, pointers and times without `omitempty`. */
const printedNulls: { readonly [definition: string]: readonly string[] } = {
  "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus": ["currentMetrics"],
  "io.k8s.api.core.v1.AzureFilePersistentVolumeSource": ["secretNamespace"],
  "io.k8s.api.core.v1.ContainerImage": ["names"],
  "io.k8s.api.core.v1.Event": ["firstTimestamp", "lastTimestamp", "eventTime"],
  "io.k8s.api.core.v1.LimitRangeSpec": ["limits"],
  "io.k8s.api.core.v1.ProjectedVolumeSource": ["sources"],
  "io.k8s.api.core.v1.TypedLocalObjectReference": ["apiGroup"],
  "io.k8s.api.core.v1.TypedObjectReference": ["apiGroup"],
  "io.k8s.api.discovery.v1.EndpointSlice": ["endpoints", "ports"],
  "io.k8s.api.flowcontrol.v1.ResourcePolicyRule": ["namespaces"],
  "io.k8s.api.events.v1.Event": ["eventTime"],
  "io.k8s.api.networking.v1.IngressClassParametersReference": ["scope"],
  "io.k8s.api.rbac.v1.ClusterRole": ["rules"],
  "io.k8s.api.rbac.v1.Role": ["rules"],
  "io.k8s.api.resource.v1.AllocatedDeviceStatus": ["conditions"],
  "io.k8s.api.resource.v1.DeviceClaim": ["requests"],
  "io.k8s.api.storage.v1.CSINodeDriver": ["topologyKeys"],
};

/** Lists that are required, but that Go prints nothing of when they are empty. */
const omittedLists: { readonly [definition: string]: string } = {
  "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec": "validationActions",
};

/** Amounts that are not pointers: Go prints the one of nothing, too. */
const printedAmounts: { readonly [definition: string]: string } = {
  "io.k8s.api.core.v1.ResourceFieldSelector": "divisor",
};

/** Times that are not pointers: Go prints them also with `omitempty`. */
const conditionTimes = new Set(["lastTransitionTime", "lastUpdateTime", "lastProbeTime", "lastHeartbeatTime"]);

/**
 * `stored`: as it comes back from storage, where empty lists that are always printed have become null. `blank`: as it is
 * before anything is set, also without defaults.
 */
type Stage = "read" | "stored" | "blank";

export type GoForm = (object: KubeObject, stage: Stage) => KubeObject;

/**
 * Brings objects of a built-in kind into the form that Go prints them in: empty lists and maps disappear, structs that
 * are always there appear. Parts that do not change are shared.
 */
export function createGoForm(definitions: Definitions, definition: string): GoForm {
  const forms = new Forms(definitions);
  const form = forms.of(definition);
  return (object, stage) => applyForm(object, form, stage) as KubeObject;
}

function applyForm(object: JsonObject, form: Form, stage: Stage): JsonObject {
  const gone: string[] = [];
  let changed: JsonObjectDraft | undefined;
  for (const key of Object.keys(object)) {
    const field = form.fields.get(key);
    if (field === undefined) continue;
    const old = object[key] as JsonValue;
    const value = applyField(old, field, stage);
    if (value === undefined) gone.push(key);
    else if (value !== old) setOwn((changed ??= { ...object }), key, value);
  }
  return withBlanks(gone.length === 0 ? (changed ?? object) : omitKeys(changed ?? object, gone), form, stage);
}

function withBlanks(object: JsonObject, form: Form, stage: Stage): JsonObject {
  let changed: JsonObjectDraft | undefined;
  for (const key of form.blanks) {
    if (getOwn(object, key) !== undefined) continue;
    const { blank, form: below } = form.fields.get(key) as Field;
    if (stage === "blank" && !isEmpty(blank)) continue;
    changed ??= { ...object };
    setOwn(changed, key, isJsonObject(blank) && below ? applyForm(blank, below, stage) : (blank as JsonValue));
  }
  return changed ?? object;
}

function applyField(
  value: JsonValue,
  { blank, plain, collection, form, items }: Field,
  stage: Stage,
): JsonValue | undefined {
  if (plain && (value === "" || value === 0 || value === false)) return undefined;
  if (Array.isArray(value)) {
    if (value.length === 0 && collection === "list") {
      if (blank === undefined) return undefined;
      return stage === "read" ? value : blank;
    }
    return items === undefined ? value : mapShared(value as JsonArray, (item) => inForm(item, items, stage));
  }
  if (!isJsonObject(value)) return value;
  if (collection === "map") {
    if (Object.keys(value).length === 0) return undefined;
    return items === undefined ? value : mapValuesShared(value, (item) => inForm(item, items, stage));
  }
  return form === undefined ? value : applyForm(value, form, stage);
}

function inForm(value: JsonValue, form: Form, stage: Stage): JsonValue {
  return isJsonObject(value) ? applyForm(value, form, stage) : value;
}

function mapShared(list: JsonArray, change: (item: JsonValue) => JsonValue): JsonArray {
  let changed: JsonValue[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = change(list[index] as JsonValue);
    if (item !== list[index]) (changed ??= [...list])[index] = item;
  }
  return changed ?? list;
}

function mapValuesShared(object: JsonObject, change: (item: JsonValue) => JsonValue): JsonObject {
  let changed: JsonObjectDraft | undefined;
  for (const key of Object.keys(object)) {
    const value = change(object[key] as JsonValue);
    if (value !== object[key]) setOwn((changed ??= { ...object }), key, value);
  }
  return changed ?? object;
}

/** Derives forms from OpenAPI definitions, each once. Kinds that refer to themselves make them lazy. */
class Forms {
  readonly #definitions: Definitions;
  readonly #forms = new Map<string, Form>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  of(definition: string): Form {
    const known = this.#forms.get(definition);
    if (known !== undefined) return known;
    const fields = new Map<string, Field>();
    const blanks: string[] = [];
    const form = { fields, blanks };
    this.#forms.set(definition, form);
    const { properties, required } = getOwn(this.#definitions, definition) ?? {};
    const plain = new Set(getOwn(plainFields as { readonly [name: string]: string }, definition)?.split(" "));
    const needed = new Set(Array.isArray(required) ? (required as readonly string[]) : []);
    for (const [name, schema] of Object.entries(isJsonObject(properties) ? properties : {})) {
      const nulls = printedNulls[definition]?.includes(name) || conditionTimes.has(name);
      // Empty owners mean that all owners are to be forgotten, which is more than nothing.
      const kept = name === "managedFields" ? withoutType(schema as JsonObject) : (schema as JsonObject);
      const preset = printedAmounts[definition] === name ? { ...kept, default: "0" } : kept;
      const printed = needed.has(name) && omittedLists[definition] !== name;
      const field = this.#field(preset, nulls || printed);
      const blank = field.blank === undefined && nulls ? null : field.blank;
      fields.set(name, { ...field, blank, plain: plain.has(name) });
      // What is left out when it is zero is not filled in with a zero either.
      if (blank !== undefined && !(plain.has(name) && isZero(blank))) blanks.push(name);
    }
    return form;
  }

  #field(schema: JsonObject, printed: boolean): Omit<Field, "plain"> {
    const target = referenceIn(schema);
    const { items, additionalProperties: values } = schema;
    const form = target === undefined ? undefined : this.#structAt(target);
    const below = isJsonObject(items) ? items : isJsonObject(values) ? values : undefined;
    const belowTarget = below && referenceIn(below);
    const list = schema["type"] === "array";
    const isTime = target !== undefined && /\.(Micro)?Time$/.test(target);
    return {
      blank: this.#blank(schema, { printed, list, isTime, form }),
      form,
      collection: list ? "list" : isJsonObject(values) && !printed ? "map" : undefined,
      items: belowTarget === undefined ? undefined : this.#structAt(belowTarget),
    };
  }

  #blank(
    schema: JsonObject,
    { printed, list, isTime, form }: { printed: boolean; list: boolean; isTime: boolean; form: Form | undefined },
  ): JsonValue | undefined {
    const preset = getOwn(schema, "default");
    if (printed && (list || isTime)) return null;
    // A default in OpenAPI is mostly Go's zero value of a field that is always printed.
    return isJsonObject(preset) && form === undefined ? undefined : preset;
  }

  #structAt(definition: string): Form | undefined {
    const schema = getOwn(this.#definitions, definition);
    return isJsonObject(schema?.["properties"]) ? this.of(definition) : undefined;
  }
}

function isZero(value: JsonValue): boolean {
  return value === 0 || value === "" || value === false;
}

/** Whether Go has the value where nothing was set. */
function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || isZero(value) || isJsonObject(value) || value === "0";
}

function withoutType({ type: _type, ...rest }: JsonObject): JsonObject {
  return rest;
}

function referenceIn({ $ref, allOf }: JsonObject): string | undefined {
  const wrapped: unknown = Array.isArray(allOf) && allOf.length === 1 ? allOf[0] : undefined;
  const reference = $ref ?? (isJsonObject(wrapped) ? wrapped["$ref"] : undefined);
  return typeof reference === "string" ? reference.slice(reference.lastIndexOf("/") + 1) : undefined;
}
