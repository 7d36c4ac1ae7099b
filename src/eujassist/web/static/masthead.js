// Runs when the masthead is there. `element`, `trigger` and `watch` are Gradio's.

// The language chosen here words the page at once, and at the next visit (rendering.py reads it).
element.addEventListener("change", ({ target }) => {
  document.cookie = `language=${target.value}; path=/; max-age=31536000; samesite=lax`;
  trigger("select", { language: target.value });
});

// The page's own title and language follow the masthead, which the server words.
watch("value", () => {
  const masthead = element.querySelector(".masthead");
  document.documentElement.lang = masthead.lang;
  document.title = masthead.querySelector("h1").textContent;
});
