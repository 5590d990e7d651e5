// Starts Swagger UI on the element that names the document's address. A file of its own: the policy allows no inline script.
(function () {
  "use strict";
  var place = document.getElementById("swagger-ui");
  window.SwaggerUIBundle({
    url: place.dataset.address,
    domNode: place,
    deepLinking: true,
    docExpansion: "list",
    validatorUrl: null,
    presets: [window.SwaggerUIBundle.presets.apis]
  });
})();
