// Names while somebody types in a search box. The page is complete without it.
(() => {
  "use strict";
  document.querySelectorAll("input[data-suggest]").forEach((box, number) => {
    const list = document.createElement("datalist");
    list.id = number ? `suggestions-${number}` : "site-suggestions";
    box.after(list);
    box.setAttribute("list", list.id);
    let timer, asked = "";
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 180);
    });
    async function ask() {
      const text = box.value.trim();
      if (!text || text === asked) return;
      asked = text;
      try {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || text !== box.value.trim()) return;
        const names = (await answer.json()).data.map((one) => one.title || one.name);
        list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
      } catch {
        list.replaceChildren();
      }
    }
  });
})();
