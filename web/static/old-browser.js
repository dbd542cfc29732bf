// Old JavaScript on purpose: where the chat's own scripts cannot run, this shows the way to the pages without scripts.
(function () {
  // The chat page needs at least the browsers of late 2021: Chromium 92, Firefox 90, Safari 15.4.
  if (Array.prototype.at) return;
  document.getElementById("wengui-old").style.display = "block";
})();
