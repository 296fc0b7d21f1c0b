/* The inbox looks for new messages by itself. Without script the page has a link that reloads it. */
(function () {
  'use strict';
  var box = document.querySelector('[data-messages]');
  if (!box || !window.fetch) { return; }
  var list = box.querySelector('[data-list]');
  var news = box.querySelector('.news');
  var address = box.getAttribute('data-messages');
  var few = box.getAttribute('data-few');
  if (few) { address += (address.indexOf('?') < 0 ? '?' : '&') + 'few=' + few; }
  function newest() {
    var first = list.querySelector('[data-id]');
    return first ? first.getAttribute('data-id') : '';
  }
  function look() {
    if (document.hidden) { return; }
    fetch(address).then(function (answer) { return answer.ok ? answer.text() : null; }).then(function (html) {
      if (html === null) { return; }
      var before = newest();
      var fresh = document.createElement('div');
      fresh.innerHTML = html;
      var first = fresh.querySelector('[data-id]');
      if ((first ? first.getAttribute('data-id') : '') === before) { return; }
      list.innerHTML = html;
      if (first) { news.textContent = box.getAttribute('data-news') + ': ' + first.querySelector('time').textContent; }
    }).catch(function () { /* the sandbox is gone; the next look may find it */ });
  }
  setInterval(look, 2000);
}());
