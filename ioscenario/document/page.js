
"use strict";
(() => {
  const leaves = [...document.querySelectorAll(".leaf")];
  if (!leaves.length) return;
  const body = document.body, words = body.dataset;
  const links = new Map([...document.querySelectorAll("nav a")].map(a => [a.hash.slice(1), a]));
  let now = -1, chosen = -1000;  // number of the chart shown; when it was last chosen

  const button = (text, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.title = label;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };
  const count = document.createElement("output");
  const view = button(words.one, words.one, () => show(!body.classList.contains("single")));
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.append(button("←", words.previous, () => go(now - 1)), count, button("→", words.next, () => go(now + 1)), view);
  document.querySelector("main").prepend(bar);

  function mark(number) {
    now = number;
    leaves.forEach((leaf, i) => leaf.classList.toggle("now", i === now));
    document.querySelectorAll(".group").forEach(group => group.classList.toggle("now", group.querySelector(".now")));
    links.forEach(link => link.removeAttribute("aria-current"));
    count.textContent = `${now + 1} / ${leaves.length}`;
    const link = now < 0 ? null : links.get(leaves[now].id);
    if (!link) return;
    link.setAttribute("aria-current", "true");
    const fold = link.closest("details");
    if (fold) fold.open = true;
  }
  function go(number) {
    if (number < 0 || number >= leaves.length) return;
    chosen = performance.now();
    mark(number);
    place();
    history.replaceState(null, "", "#" + leaves[number].id);
  }
  function show(single) {
    body.classList.toggle("single", single);
    view.textContent = view.title = single ? words.all : words.one;
    view.setAttribute("aria-label", view.title);
    if (single && now < 0) mark(0);
    place();
  }
  function place() {
    if (body.classList.contains("single")) window.scrollTo({top: 0, behavior: "instant"});
    else if (now >= 0) leaves[now].scrollIntoView({behavior: "instant"});
  }

  document.addEventListener("keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step || event.target.closest("input, textarea, .table")) return;
    event.preventDefault();
    go(now + step);
  });
  document.querySelectorAll("nav a").forEach(link => link.addEventListener("click", event => {
    const number = leaves.findIndex(leaf => "#" + leaf.id === link.hash);
    if (number < 0) { show(false); return; }
    event.preventDefault();
    go(number);
  }));
  const seen = new IntersectionObserver(entries => {
    // what a choice scrolls past is not what the reader looks at
    if (body.classList.contains("single") || performance.now() - chosen < 400) return;
    const shown = entries.filter(entry => entry.isIntersecting).map(entry => leaves.indexOf(entry.target));
    if (shown.length) mark(Math.min(...shown));
  }, {rootMargin: "-10% 0px -70% 0px"});
  leaves.forEach(leaf => seen.observe(leaf));
  const start = leaves.findIndex(leaf => "#" + leaf.id === location.hash);
  mark(start);
})();
