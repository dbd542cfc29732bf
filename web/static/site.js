// The pages work without this: it copies the citation with one click. Old JavaScript on purpose.
(function () {
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("copy");
    if (!button) return;
    button.removeAttribute("hidden");
    button.onclick = function () {
      var citation = document.getElementById("citation");
      var area = document.createElement("textarea");
      var copied = false;
      area.value = citation.textContent;
      area.style.position = "fixed";
      document.body.appendChild(area);
      area.select();
      try {
        copied = document.execCommand("copy");
      } catch (refused) {}
      document.body.removeChild(area);
      button.focus();
      if (!copied) window.getSelection().selectAllChildren(citation);
      document.getElementById("copied").textContent = copied ? "已复制" : "浏览器不让复制，文字已选中，请按 Ctrl+C";
    };
  });
})();
