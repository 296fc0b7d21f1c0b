// Counts what is about to be shared into the button: the server cannot know which boxes are ticked.
(function () {
  var button = document.getElementById('consent-accept');
  var boxes = document.querySelectorAll('input[name=claim]');
  if (!button || !boxes.length) { return; }
  function update() {
    var count = Number(button.getAttribute('data-required'));
    boxes.forEach(function (box) { if (box.checked) { count += 1; } });
    button.textContent = count === 0 ? button.getAttribute('data-none')
      : button.getAttribute(count === 1 ? 'data-one' : 'data-many').replace('#', count);
  }
  boxes.forEach(function (box) { box.addEventListener('change', update); });
  addEventListener('pageshow', update);
  update();
})();
