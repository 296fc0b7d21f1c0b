// Adds "còn 1:32" to a clock time that the server has printed. Counts by the span the server gave, not
// by this device's clock, which may be wrong. The live region speaks only at 60 s, at 30 s and at the end.
(function () {
  document.querySelectorAll('[data-seconds]').forEach(function (place) {
    var end = Date.now() + Number(place.getAttribute('data-seconds')) * 1000;
    var words = place.getAttribute('data-left');
    var live = document.getElementById(place.getAttribute('data-live'));
    var spoken = {};
    function tick() {
      var left = Math.max(0, Math.round((end - Date.now()) / 1000));
      var clock = Math.floor(left / 60) + ':' + ('0' + left % 60).slice(-2);
      place.textContent = left ? words.replace('#', clock) : place.getAttribute('data-over');
      if (live && (left === 60 || left === 30 || left === 0) && !spoken[left]) {
        spoken[left] = true;
        live.textContent = place.textContent;
      }
      if (left) { setTimeout(tick, 1000 - Date.now() % 1000 || 1000); }
    }
    tick();
  });
})();
