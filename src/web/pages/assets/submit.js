// Sends the answer on to the service. Without this script the page has a button.
(function () {
  var form = document.getElementById('form-post');
  if (form) { form.submit(); }
})();
