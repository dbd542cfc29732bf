// The pages work without this: it takes the theme of the system, and copies the citation with one click.
(function () {
  var root = document.documentElement;
  if (!/[?&]theme=/.test(location.search) && window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches) {
    root.className += " dark";
  }
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("copy");
    if (!button) return;
    button.hidden = false;
    button.onclick = function () {
      var area = document.createElement("textarea");
      area.value = document.getElementById("citation").textContent;
      document.body.appendChild(area);
      area.select();
      document.execCommand("copy");
      document.body.removeChild(area);
      document.getElementById("copied").textContent = "已复制";
      button.focus();
    };
  });
})();
