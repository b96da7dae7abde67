// Which rules of the staff pages' style sheet stay: those that a template can match.
// Paths are seen from the repository's root.
module.exports = {
  css: ["kb/staff/frame/static/staff.css"],
  content: ["kb/staff/templates/*.html", "kb/staff/*/templates/*.html", "kb/staff/frame/web/*.ts", "kb/staff/mark.go"],
  output: "kb/staff/frame/static/staff.css",
  safelist: {
    // A template may put the kind of an alert, a badge or an icon together from parts.
    standard: ["htmx-request", /^kern-(alert|badge|icon)--(danger|info|success|warning)$/],
    // KERN sets its colours for the present background on `:is(body, …)`. purgecss drops
    // such rules although body is always there, and with them the whole dark mode.
    greedy: [/^:is$/],
  },
  keyframes: true,
  variables: true,
};
