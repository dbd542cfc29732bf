// Old JavaScript on purpose: a browser that is too old for the chat must still be able to say so.
(function () {
  var said = JSON.parse(document.getElementById("said").textContent);
  var seen = JSON.parse(document.getElementById("seen").textContent);
  var list = document.getElementById("found");
  var waiting = 2;

  function tell(state, key, value, line) {
    var item = document.createElement("li");
    var head = document.createElement("strong");
    head.textContent = said[state];
    item.className = state;
    item.appendChild(head);
    item.appendChild(document.createTextNode(" " + said[key].replace("{}", value || "")));
    if (line) {
      var code = document.createElement("code");
      code.textContent = line;
      item.appendChild(document.createElement("br"));
      item.appendChild(document.createTextNode(said.change));
      item.appendChild(code);
    }
    list.appendChild(item);
  }
  function done() {
    waiting -= 1;
    if (!waiting) document.getElementById("state").textContent = said.done;
  }

  var script = document.createElement("script");
  var modern = "noModule" in script && !!window.fetch && !!window.ReadableStream && !!window.ResizeObserver;
  tell(modern ? "good" : "bad", modern ? "browser" : "old_browser");

  var framed = window.self !== window.top;
  var above = "";
  if (framed) above = (location.ancestorOrigins && location.ancestorOrigins[0]) || document.referrer.split("/").slice(0, 3).join("/");
  tell(framed ? "good" : "note", framed ? "framed" : "not_framed", framed ? above : seen.policy);
  if (above.indexOf("https:") === 0 && location.protocol === "http:") tell("bad", "mixed");

  var prefix = location.pathname.replace(/\/embed-check\/?$/, "");
  if (prefix === seen.root_path) tell("good", "prefix", prefix || "/");
  else tell("bad", "other_prefix", prefix || "/", 'root_path = "' + prefix + '"');

  if (location.host === seen.host) tell("good", "host", seen.host);
  else tell("bad", "other_host", seen.host, "proxy_set_header Host $http_host;");

  if (seen.untrusted_proxy) tell("bad", "untrusted_proxy", seen.untrusted_proxy, 'trusted_proxies = ["' + seen.untrusted_proxy + '"]');
  else if (location.protocol === seen.scheme + ":") tell("good", "scheme", seen.scheme);
  else tell("bad", "other_scheme", seen.scheme, "proxy_set_header X-Forwarded-Proto $scheme;");

  var stores = false;
  try {
    stores = !!window.localStorage && navigator.cookieEnabled;
  } catch (error) {}
  tell("good", stores ? "storage" : "no_storage");

  var own = new XMLHttpRequest();
  own.open("HEAD", location.href);
  own.onload = function () {
    var options = own.getResponseHeader("X-Frame-Options");
    var policy = own.getResponseHeader("Content-Security-Policy") || "";
    if (options) tell("bad", "frame_options", options, "proxy_hide_header X-Frame-Options;");
    else if (policy.indexOf(seen.policy) < 0) tell("bad", "other_policy", policy, "proxy_pass_header Content-Security-Policy;");
    else tell("good", "policy", seen.policy);
    done();
  };
  own.onerror = done;
  own.send();

  var stream = new XMLHttpRequest();
  var first = 0;
  var parts = 0;
  stream.open("GET", "embed-check/stream");
  stream.onprogress = function () {
    if (!first) first = new Date().getTime();
    parts += 1;
  };
  stream.onload = function () {
    var took = new Date().getTime() - first;
    var apart = parts > 1 && took > seen.tick_ms;
    if (apart) tell("good", "streams");
    else tell("bad", "buffered", "", "proxy_buffering off;");
    done();
  };
  stream.onerror = done;
  stream.send();
})();
