// Loads Swagger UI into the element that names the document's address, when somebody asks for it: it weighs 330 KB, and
// the list of addresses below needs none of it. A file of its own: the policy allows no inline script.
(function () {
  "use strict";
  var place = document.getElementById("swagger-ui");
  var button = document.getElementById("interactive");

  function start() {
    window.SwaggerUIBundle({
      url: place.dataset.address,
      domNode: place,
      deepLinking: true,
      docExpansion: "list",
      validatorUrl: null,
      presets: [window.SwaggerUIBundle.presets.apis]
    });
  }

  function load() {
    button.hidden = true;
    var style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = place.dataset.sheet;
    document.head.appendChild(style);
    var script = document.createElement("script");
    script.src = place.dataset.script;
    script.addEventListener("load", start);
    document.head.appendChild(script);
  }

  button.hidden = false;
  button.addEventListener("click", load);
  // An address with a place inside the documentation (#/batches/list) was copied from the opened one.
  if (window.location.hash.indexOf("#/") === 0) load();
})();
