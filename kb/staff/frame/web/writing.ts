// The field in which editors see a text as it will look (TipTap), on the page where they
// write. kb/article/markdown translates between it and Markdown on the server, so that there
// is one Markdown and not two. Without this script the textarea stays what it is.
import { Editor } from "@tiptap/core";
import { many } from "./many";
import { extensions } from "./schema";
import { backTo, toolbar } from "./toolbar";

const PATIENCE = 10_000; // ms until a server that does not answer counts as gone
const SOURCE = "auskunft-markdown"; // kept for the session: somebody wants to see Markdown

interface Translated {
  body: string; // Markdown
  html: string;
  dropped: string; // what could not be kept, as a sentence; "" when everything was
}

const form = document.querySelector<HTMLFormElement>("form[data-autosave]");
const parts = document.querySelector<HTMLTemplateElement>("#visual");
if (form && parts) write(form, parts);
document.querySelectorAll<HTMLInputElement>("input[data-many]").forEach(many);

function write(form: HTMLFormElement, parts: HTMLTemplateElement) {
  const plain = form.querySelector<HTMLTextAreaElement>("#body")!;
  const hint = form.querySelector<HTMLElement>("#body-hint")!;
  plain.before(parts.content.cloneNode(true));
  const find = <T extends HTMLElement>(selector: string) => form.querySelector<T>(selector)!;
  const visual = find(".visual");
  const said = find(".dropped");
  const toSource = find<HTMLButtonElement>("[data-source]");

  const say = (text: string) => {
    said.hidden = text === "";
    said.textContent = text;
  };

  const translate = async (fields: Record<string, string>): Promise<Translated> => {
    const response = await fetch(parts.dataset.translate!, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "error", // to the sign-in: the session has ended
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  };

  const editor = new Editor({
    element: find(".mount"),
    extensions,
    content: document.querySelector<HTMLTemplateElement>("#formatted")!.innerHTML,
    injectCSS: false,
    editorProps: {
      attributes: {
        id: "visual-text",
        class: "reading",
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": "body-label",
        "aria-describedby": "visual-hint",
        lang: plain.lang,
        dir: "auto",
        spellcheck: "true",
      },
      handleDOMEvents: {
        // Before the editor looks at it: styles in it are not for this page's policy.
        paste: (_, event) => {
          const html = event.clipboardData?.getData("text/html");
          if (!html || html.includes("data-pm-slice")) return false; // copied here: it is what may be here
          event.preventDefault();
          void paste(html, event.clipboardData!.getData("text/plain"));
          return true;
        },
      },
      handleKeyDown: (_, event) => {
        if (event.key !== "F10" || !event.altKey) return false;
        bar.focus();
        return true;
      },
    },
  });
  editor.view.dispatch(editor.state.tr); // the field completes what it was given: nobody typed that
  editor.on("update", () => plain.dispatchEvent(new Event("input", { bubbles: true }))); // for autosave
  const bar = toolbar(find(".toolbar"), editor, linking(find<HTMLDialogElement>("dialog"), editor));

  const paste = async (html: string, text: string): Promise<unknown> => {
    let clean: Translated | null = null;
    try {
      clean = await translate({ html: html.replace(/\bsrc=(["'])data:.*?\1/gis, "src=''") }); // pictures are not kept
    } catch {
      say(said.dataset.unpasted!);
    }
    if (clean) say(clean.dropped);
    return clean ? editor.view.pasteHTML(clean.html) : editor.view.pasteText(text);
  };

  /** Which of the two is shown and sent. */
  const choose = (source: boolean) => {
    visual.hidden = source;
    plain.hidden = hint.hidden = !source;
    toSource.ariaPressed = String(source);
    if (source) sessionStorage.setItem(SOURCE, "1");
    else sessionStorage.removeItem(SOURCE);
  };

  const toggle = async () => {
    const source = !visual.hidden;
    editor.setEditable(false, false);
    plain.readOnly = true;
    try {
      const text = await translate(source ? { html: editor.getHTML() } : { body: plain.value });
      if (source) plain.value = text.body;
      else editor.commands.setContent(text.html, { emitUpdate: false });
      say(text.dropped);
      choose(source);
    } catch {
      say(said.dataset.unchanged!);
    }
    editor.setEditable(true, false);
    plain.readOnly = false;
  };

  toSource.addEventListener("click", () => void toggle());
  find("#body-label").addEventListener("click", () => visual.hidden || backTo(editor));
  form.addEventListener("formdata", (event) => {
    if (visual.hidden) return;
    event.formData.delete("body");
    event.formData.set("html", editor.getHTML());
  });
  choose(sessionStorage.getItem(SOURCE) === "1");
}

/** A mail address, a phone number or a host alone is what people type. */
function address(typed: string): string | null {
  const text = typed.trim();
  if (/^(https?:\/\/|mailto:|tel:|#|\/(?!\/))./i.test(text)) return text;
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return "mailto:" + text;
  if (/^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/.test(text)) return "https://" + text;
  return null;
}

/** linking asks for the address of a link in a dialog; what it returns opens it. */
function linking(dialog: HTMLDialogElement, editor: Editor) {
  const field = dialog.querySelector("input")!;
  const problem = dialog.querySelector<HTMLElement>("[role=alert]")!;
  const close = () => {
    dialog.close();
    backTo(editor);
  };
  const apply = () => {
    const href = address(field.value);
    if (field.value.trim() && !href) {
      problem.textContent = problem.dataset.text!;
      field.ariaInvalid = "true";
      return field.focus();
    }
    close();
    const at = editor.chain().extendMarkRange("link");
    if (!href) at.unsetMark("link").run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      at.insertContent({ type: "text", text: field.value.trim(), marks: [{ type: "link", attrs: { href } }] }).run();
    } else at.setMark("link", { href }).run();
  };
  dialog.addEventListener("click", (event) => {
    const action = (event.target as Element).closest<HTMLElement>("[data-link]")?.dataset.link;
    if (action === "remove") field.value = "";
    if (action === "cancel") close();
    else if (action) apply();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== field) return;
    event.preventDefault(); // it would send the text's form
    apply();
  });
  return () => {
    field.value = (editor.getAttributes("link").href as string | undefined) ?? "";
    problem.textContent = "";
    field.ariaInvalid = null;
    dialog.showModal();
  };
}
