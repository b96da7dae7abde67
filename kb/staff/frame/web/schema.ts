// What a text of the editors can hold: exactly what kb/article/markdown knows. Whatever else
// is typed or pasted has no place to go.
import { Mark, type Extensions } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { TrailingNode, UndoRedo } from "@tiptap/extensions";

const Link = Mark.create({
  name: "link",
  inclusive: false, // what is typed behind a link is none
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

/** Tab leaves the field, as everywhere on the page; lists have keys of their own. */
const Item = ListItem.extend({
  content: "paragraph (bulletList | orderedList)*",
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      "Mod-]": () => this.editor.commands.sinkListItem(this.name),
      "Mod-[": () => this.editor.commands.liftListItem(this.name),
    };
  },
});

/** A table without widths: our pages allow no style that stands in an element. */
const PlainTable = Table.extend({
  renderHTML: () => ["table", ["tbody", 0]],
  addKeyboardShortcuts: () => ({}),
});
const cell = { content: "paragraph", addAttributes: () => ({ colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null, rendered: false } }) };

export const extensions: Extensions = [
  Document,
  Text,
  Paragraph,
  Heading.extend({ content: "text*", marks: "link" }).configure({ levels: [2, 3, 4] }),
  Bold,
  Italic,
  Link,
  HardBreak,
  BulletList,
  OrderedList.extend({ addAttributes: () => ({}) }), // a list begins with 1
  Item,
  Blockquote.extend({ content: "paragraph+" }),
  PlainTable,
  TableRow,
  TableHeader.extend(cell),
  TableCell.extend(cell),
  TrailingNode,
  UndoRedo,
];
