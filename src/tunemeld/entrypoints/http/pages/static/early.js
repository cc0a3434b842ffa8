(function (page) {
  page.classList.add("js");
  try {
    var light = localStorage.getItem("tunemeld.light");
    if (light === "light" || light === "dark") page.dataset.light = light;
  } catch (storageIsOff) {}
})(document.documentElement);
