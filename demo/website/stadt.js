// The cookie banner keeps its promise: one cookie, which remembers the choice.
const banner = document.querySelector(".kekse");
if (document.cookie.includes("kekse=")) {
  banner?.removeAttribute("open");
} else {
  banner?.addEventListener("close", () => {
    document.cookie = `kekse=${banner.returnValue || "nein"}; path=/; max-age=15552000; samesite=lax`;
  });
}
