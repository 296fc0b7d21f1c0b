// Shows or hides the password. Without this script the button stays hidden.
(function () {
  document.querySelectorAll('[data-shows]').forEach(function (button) {
    var field = document.getElementById(button.getAttribute('data-shows'));
    button.hidden = false;
    button.addEventListener('click', function () {
      var shown = field.type === 'password';
      field.type = shown ? 'text' : 'password';
      button.textContent = button.getAttribute(shown ? 'data-hide' : 'data-show');
      button.setAttribute('aria-pressed', String(shown));
    });
    // A browser must not remember it as plain text.
    field.form.addEventListener('submit', function () { field.type = 'password'; });
  });
})();
