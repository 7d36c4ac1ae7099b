// Runs before the server words the page anew. The choice is kept for the next visit.
(exchanges, language) => {
  document.cookie = `language=${language}; path=/; max-age=31536000; samesite=lax`;
  return [exchanges, language];
}
