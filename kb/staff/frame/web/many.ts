// A field that takes several entries with commas offers its list for each of them: browsers
// offer it for the whole field only.

export function many(field: HTMLInputElement) {
  const list = field.list;
  if (!list) return;
  const entries = [...list.options].map((option) => [option, option.value, option.label] as const);
  field.addEventListener("input", () => {
    const before = field.value.slice(0, field.value.lastIndexOf(",") + 1);
    for (const [option, value, label] of entries) {
      option.value = before ? `${before} ${value}` : value;
      option.label = label;
    }
  });
}
