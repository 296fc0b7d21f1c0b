form-post-heading = Back to <b>{ $service }</b>
form-post-more = If the page does not move on by itself, press the button below.
form-post-submit = Continue to { $service }
