//! How the client hears of sign-outs.
//!
//! OpenID Connect Back-Channel Logout 1.0 §2.2, Front-Channel Logout 1.0 §2.

use url::Url;

use super::super::metadata_reader::Reader;
use super::super::registered_url;
use super::Strictness;
use crate::domain::client::RedirectUri;
use crate::domain::registered_url::{BrowserUrl, RegisteredUrl};
use crate::domain::sign_out::SignOut;

const BACK: &str = "backchannel_logout_uri";
const BACK_SESSION: &str = "backchannel_logout_session_required";
const FRONT: &str = "frontchannel_logout_uri";
const FRONT_SESSION: &str = "frontchannel_logout_session_required";

pub(super) fn read(
    reader: &mut Reader<'_>,
    redirect_uris: &[RedirectUri],
    strictness: Strictness,
) -> SignOut {
    let sign_out = SignOut {
        back_channel: back_channel(reader, strictness),
        back_channel_session: reader.flag(BACK_SESSION),
        front_channel: front_channel(reader, redirect_uris),
        front_channel_session: reader.flag(FRONT_SESSION),
    };
    for (flag, key, wanted) in [
        (sign_out.back_channel_session, BACK_SESSION, BACK),
        (sign_out.front_channel_session, FRONT_SESSION, FRONT),
    ] {
        if flag && !reader.has(wanted) {
            reader.fault(key, format!("is read only with `{wanted}`"));
        }
    }
    sign_out
}

fn back_channel(reader: &mut Reader<'_>, strictness: Strictness) -> Option<RegisteredUrl> {
    let text = reader.text(BACK)?;
    let judged = match strictness {
        Strictness::Production => registered_url::judged(text),
        Strictness::Trial => registered_url::for_trials(text),
    };
    judged.map_err(|sentence| reader.fault(BACK, sentence)).ok()
}

/// Front-Channel Logout 2: on the origin of an address that the client is answered at, for its own session
/// is what the frame ends.
fn front_channel(reader: &mut Reader<'_>, redirect_uris: &[RedirectUri]) -> Option<BrowserUrl> {
    let text = reader.text(FRONT)?;
    let uri = registered_url::for_browsers(text);
    let uri = uri.map_err(|sentence| reader.fault(FRONT, sentence)).ok()?;
    // Whose session ends is told by us, and told once.
    let says = |url: &Url| url.query_pairs().any(|(name, _)| ["iss", "sid"].contains(&&*name));
    if Url::parse(text).is_ok_and(|url| says(&url)) {
        reader.fault(FRONT, "must not have a query that names iss or sid, which are added");
        return None;
    }
    let origin = |text: &str| Url::parse(text).ok().map(|url| url.origin());
    if redirect_uris.iter().any(|registered| origin(registered.as_str()) == origin(text)) {
        return Some(uri);
    }
    reader.fault(FRONT, "must be on scheme, host and port of one of the `redirect_uris`");
    None
}
