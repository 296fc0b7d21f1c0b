// A form is sent once: a second press would find its step done, and the answer to the first lost.
(function () {
  var sent = false;
  addEventListener('submit', function (event) {
    if (sent) { event.preventDefault(); }
    sent = true;
    // Where nothing answers, the page stays and the form can be sent again.
    setTimeout(function () { sent = false; }, 5000);
  });
  // Coming back by the back button, the form can be sent again.
  addEventListener('pageshow', function () { sent = false; });
})();
