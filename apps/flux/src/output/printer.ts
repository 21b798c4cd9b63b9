/** Where a stream of text goes: a process's stdout, or a test's string. */
export interface Writer {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Size of the terminal, in characters. */
  readonly columns?: number;
  readonly rows?: number;
}

/** What a command says: results to one stream, how it goes to the other. The marks are upstream's. */
export interface Printer {
  /** Results, for programs to read. */
  print(text: string): void;
  action(text: string): void;
  success(text: string): void;
  waiting(text: string): void;
  failure(text: string): void;
}

export function createPrinter(stdout: Writer, stderr: Writer): Printer {
  const marked =
    (mark: string) =>
    (text: string): void =>
      void stderr.write(`${mark} ${text}\n`);
  return {
    print: (text) => void stdout.write(text),
    action: marked("►"),
    success: marked("✔"),
    waiting: marked("◎"),
    failure: marked("✗"),
  };
}
