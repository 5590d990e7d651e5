// Long pages arrive unfolded, so that they print and read whole everywhere. Here they are folded for the screen,
// and unfolded again while a page is printed: paper cannot be unfolded.
(() => {
  "use strict";
  const folds = [...document.querySelectorAll("details[data-fold]")];
  if (!folds.length || window.matchMedia("print").matches) return;
  const asked = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  folds.forEach((one) => { one.open = Boolean(asked && one.contains(asked)); });
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = folds.filter((one) => !one.open);
    opened.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((one) => { one.open = false; });
    opened = [];
  });
})();
