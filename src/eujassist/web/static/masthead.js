// Runs when the masthead is there. `element` and `watch` are Gradio's.
// The page's title and language follow the masthead, which the server words.
function follow() {
  const masthead = element.querySelector(".masthead");
  if (!masthead) return;
  document.documentElement.lang = masthead.lang;
  document.title = masthead.querySelector("h1").textContent;
}

watch("value", follow);
follow();
