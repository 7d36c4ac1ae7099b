// Runs when the panel is there. `element` and `watch` are Gradio's.
const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
let cameFrom = null;
let shown = null; // the group that is on view, where it is not the newest
let newest = null;
let opened = new Map(); // whether the person opened or closed a source, by its id

document.addEventListener("source-wanted", ({ detail: chip }) => {
  const source = document.getElementById(chip.hash.slice(1));
  if (!source || !element.contains(source)) return;
  cameFrom = chip;
  shown = source.closest(".group").id;
  showGroup();
  source.open = true;
  opened.set(source.id, true);
  show(source, source.querySelector("mark"));
  source.querySelector("summary").focus({ preventScroll: true });
});

// The source from its beginning, but in a long one rather the quotation.
function show(source, mark) {
  const reach = mark.getBoundingClientRect().bottom - source.getBoundingClientRect().top;
  const fits = reach < Math.min(element.clientHeight, innerHeight) - 24;
  const [target, block] = fits ? [source, "start"] : [mark, "center"];
  target.scrollIntoView({ behavior: smooth, block });
}

element.addEventListener("click", (event) => {
  const back = event.target.closest(".back");
  if (!back) return;
  event.preventDefault();
  const exchange = document.getElementById(back.hash.slice(1));
  const source = `#${back.closest(".source").id}`;
  const chips = [...exchange.querySelectorAll(".chip")].filter((chip) => chip.hash === source);
  const chip = chips.includes(cameFrom) ? cameFrom : chips[0];
  chip.scrollIntoView({ behavior: smooth, block: "center" });
  chip.focus({ preventScroll: true });
});

function showGroup() {
  for (const group of element.querySelectorAll(".group")) group.hidden = group.id !== shown;
}

// A click on a summary, which the keyboard makes as well, comes before its effect.
element.addEventListener("click", (event) => {
  const source = event.target.closest("summary")?.parentElement;
  if (source) opened.set(source.id, !source.open);
});

// A new answer's sources are read from their beginning. One that grows leaves the panel as the
// person has it: the server, which words it anew each time, knows nothing of that.
watch("value", () => {
  const last = [...element.querySelectorAll(".group")].at(-1)?.id;
  if (last !== newest) {
    newest = shown = last;
    opened = new Map();
    element.querySelector(".sources").scrollTop = 0;
    return;
  }
  showGroup();
  for (const [id, open] of opened) {
    const source = document.getElementById(id);
    if (source) source.open = open;
  }
});
