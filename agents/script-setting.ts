/** How test scripts are written and run; the same for every agent that writes them. */
export interface ScriptSetting {
  readonly language: string;
  /** Name of the script's file, in the repository's root. */
  readonly scriptName: string;
  /** Bash that runs it from there; `{script}` stands for the file's name. */
  readonly command: string;
  readonly timeoutMs: number;
  /** Outputs shown to the model are cut in the middle at this many characters. */
  readonly feedbackChars: number;
}
