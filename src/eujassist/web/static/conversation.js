// Runs when the conversation is there. `element`, `trigger` and `watch` are Gradio's.
const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

element.addEventListener("click", (event) => {
  const target = event.target.closest(".example, .chip, .copy");
  if (target?.matches(".example")) {
    trigger("example_select", { question: target.textContent });
    element.querySelector(".exchanges").focus({ preventScroll: true });
  }
  if (target?.matches(".copy")) copy(target);
  if (target?.matches(".chip")) {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("source-wanted", { detail: target }));
  }
});

async function copy(button) {
  await write(button.dataset.copy);
  button.focus();
  const label = button.firstElementChild;
  const before = label.textContent;
  label.textContent = button.title = button.dataset.copied;
  button.classList.add("done");
  setTimeout(() => {
    label.textContent = button.title = before;
    button.classList.remove("done");
  }, 2000);
}

async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without https there is no clipboard but this one.
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

watch("value", () => {
  nameButtons();
  showNewest();
});

// Gradio gives its buttons an icon and no name.
function nameButtons() {
  const { send, stop } = element.querySelector(".conversation")?.dataset ?? {};
  for (const [kind, name] of Object.entries({ submit: send, stop })) {
    const button = document.querySelector(`#question .${kind}-button`);
    if (button && name) button.title = button.ariaLabel = name;
  }
}

// Stop comes in the place of Send and goes again; the one pressed leaves the focus nowhere.
new MutationObserver((changes) => {
  nameButtons();
  const gone = changes.flatMap(({ removedNodes }) => [...removedNodes]);
  if (document.activeElement !== document.body) return;
  if (gone.some((node) => node.matches?.(".submit-button, .stop-button"))) {
    element.querySelector(".exchanges").focus({ preventScroll: true });
  }
}).observe(element.closest("#chat"), { childList: true, subtree: true });

// The newest question goes to the top, so that its answer is read from its beginning. An answer
// that grows leaves the view where it is.
let newest = null;

function showNewest() {
  const exchanges = element.querySelector(".exchanges");
  const last = exchanges.querySelector(".exchange:last-child");
  const before = newest;
  newest = last?.id;
  if (!last) return invite();
  if (last.id === before) return;
  const margin = exchanges.firstElementChild.offsetTop;
  exchanges.scrollTo({ top: last.offsetTop - margin, behavior: smooth });
}

// An empty conversation waits for a question; on a phone no keyboard is to cover it.
function invite() {
  const idle = document.activeElement === document.body || document.activeElement.id === "new";
  if (idle && matchMedia("(pointer: fine)").matches) {
    document.querySelector("#question textarea").focus();
  }
}
