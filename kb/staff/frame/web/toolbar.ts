// The toolbar of the writing field, as WAI-ARIA's pattern has it: one stop of the Tab key,
// arrows within, buttons that say whether they are on and whether they would do anything.
import type { Editor, SingleCommands } from "@tiptap/core";

interface Tool {
  do(commands: SingleCommands): boolean;
  on?(editor: Editor): boolean; // a toggle: whether it is on
}

const heading = (level: 2 | 3 | 4): Tool => ({
  do: (commands) => commands.toggleHeading({ level }),
  on: (editor) => editor.isActive("heading", { level }),
});

/** What the buttons do, by their data-do; "link" is the field's own. */
const tools: Record<string, Tool> = {
  paragraph: { do: (commands) => commands.setParagraph(), on: (editor) => editor.isActive("paragraph") },
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  bold: { do: (commands) => commands.toggleBold(), on: (editor) => editor.isActive("bold") },
  italic: { do: (commands) => commands.toggleItalic(), on: (editor) => editor.isActive("italic") },
  bullets: { do: (commands) => commands.toggleBulletList(), on: (editor) => editor.isActive("bulletList") },
  numbers: { do: (commands) => commands.toggleOrderedList(), on: (editor) => editor.isActive("orderedList") },
  deeper: { do: (commands) => commands.sinkListItem("listItem") },
  higher: { do: (commands) => commands.liftListItem("listItem") },
  note: { do: (commands) => commands.toggleBlockquote(), on: (editor) => editor.isActive("blockquote") },
  table: { do: (commands) => commands.insertTable({ rows: 3, cols: 2, withHeaderRow: true }) },
  "row-add": { do: (commands) => commands.addRowAfter() },
  "column-add": { do: (commands) => commands.addColumnAfter() },
  "row-delete": { do: (commands) => commands.deleteRow() },
  "column-delete": { do: (commands) => commands.deleteColumn() },
  "table-delete": { do: (commands) => commands.deleteTable() },
  undo: { do: (commands) => commands.undo() },
  redo: { do: (commands) => commands.redo() },
};

/**
 * Takes the focus back into the field, and what was selected there, at once. The editor's own
 * command waits for the next frame: on a slow device what is typed meanwhile would be lost on a
 * button, and a space or Enter would press it again.
 */
export function backTo(editor: Editor) {
  editor.view.focus();
  editor.commands.scrollIntoView();
}

export function toolbar(bar: HTMLElement, editor: Editor, link: () => void) {
  const buttons = [...bar.querySelectorAll<HTMLButtonElement>("button[data-do]")];
  const ofTable = bar.querySelector<HTMLElement>("[data-in-table]")!;
  const shown = () => buttons.filter((button) => !button.closest("[hidden]"));

  const stop = (at: HTMLButtonElement) => {
    for (const button of buttons) button.tabIndex = button === at ? 0 : -1;
  };
  const show = () => {
    const inTable = editor.isActive("table");
    ofTable.hidden = !inTable;
    for (const button of buttons) {
      const tool = tools[button.dataset.do!];
      if (tool?.on) button.ariaPressed = String(tool.on(editor));
      else if (button.dataset.do === "link") button.ariaPressed = String(editor.isActive("link"));
      button.ariaDisabled = tool && !tool.do(editor.can()) ? "true" : null; // which only tries
    }
    if (!shown().some((button) => button.tabIndex === 0)) stop(shown()[0]!);
  };

  bar.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-do]");
    if (!button) return;
    stop(button);
    if (button.ariaDisabled) return;
    if (button.dataset.do === "link") return link();
    tools[button.dataset.do!]!.do(editor.commands);
    backTo(editor);
  });
  bar.addEventListener("keydown", (event) => {
    const all = shown();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") backTo(editor);
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = all[to % all.length]!;
    stop(next);
    next.focus();
  });
  editor.on("transaction", show);
  show();
  return { focus: () => shown().find((button) => button.tabIndex === 0)?.focus() };
}
