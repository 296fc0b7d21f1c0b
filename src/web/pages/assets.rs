//! The stylesheet, the small scripts and the icon: inside the binary, named by their content, gzipped
//! once, kept by browsers for a year.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A file that pages refer to.
pub struct Asset {
    name: &'static str,
    kind: &'static str,
    /// `/assets/style.0123456789abcdef.css`
    address: String,
    plain: &'static [u8],
    gzip: Vec<u8>,
}

const FOLDER: &str = "/assets/";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

const FILES: [(&str, &str, &[u8]); 8] = [
    ("style.css", STYLE, include_bytes!("assets/style.css")),
    ("password.js", SCRIPT, include_bytes!("assets/password.js")),
    ("countdown.js", SCRIPT, include_bytes!("assets/countdown.js")),
    ("fill.js", SCRIPT, include_bytes!("assets/fill.js")),
    ("count.js", SCRIPT, include_bytes!("assets/count.js")),
    ("once.js", SCRIPT, include_bytes!("assets/once.js")),
    ("submit.js", SCRIPT, include_bytes!("assets/submit.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("assets/icon.svg")),
];

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| FILES.into_iter().map(Asset::new).collect());

impl Asset {
    fn new((name, kind, plain): (&'static str, &'static str, &'static [u8])) -> Self {
        let mut hash = String::new();
        for byte in digest::digest(&digest::SHA256, plain).as_ref().iter().take(8) {
            // Writing into a String cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
        let address = format!("{FOLDER}{stem}.{hash}.{ending}");
        Self { name, kind, address, plain, gzip: gzipped(plain) }
    }

    /// Where it is served.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The bytes.
    #[must_use]
    pub fn plain(&self) -> &'static [u8] {
        self.plain
    }

    /// The bytes as they travel to a browser that takes gzip.
    #[must_use]
    pub fn gzip(&self) -> &[u8] {
        &self.gzip
    }
}

fn gzipped(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into a vector cannot fail; were it to, the asset would go out plain (see `serve`).
    encoder.write_all(plain).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// The address of an asset, by the name of its file; the folder's address for a name that is none,
/// which a test finds.
#[must_use]
pub fn address(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or(FOLDER, |asset| &asset.address)
}

/// All of them, for those who weigh pages.
pub fn all() -> impl Iterator<Item = &'static Asset> {
    ASSETS.iter()
}

/// Adds the assets to the server.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/assets/{name}").get(serve));
}

async fn serve(request: HttpRequest) -> HttpResponse {
    let Some(asset) = ASSETS.iter().find(|asset| asset.address == request.path()) else {
        return HttpResponse::NotFound().finish();
    };
    let takes_gzip = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|list| list.split(',').any(|coding| coding.trim() == "gzip"));
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, asset.kind))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if takes_gzip && !asset.gzip.is_empty() {
        answer.insert_header((header::CONTENT_ENCODING, "gzip")).body(asset.gzip.as_slice())
    } else {
        answer.body(asset.plain)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{App, test};

    use super::*;

    fn header_of<'a>(answer: &'a actix_web::dev::ServiceResponse, name: &str) -> Option<&'a str> {
        answer.headers().get(name).and_then(|value| value.to_str().ok())
    }

    #[actix_web::test]
    async fn an_asset_is_served_by_its_content_name_and_kept_for_a_year() {
        let app = test::init_service(App::new().configure(routes)).await;
        for asset in all() {
            let plain = test::TestRequest::get().uri(&asset.address).to_request();
            let plain = test::call_service(&app, plain).await;
            assert_eq!(plain.status(), 200);
            assert!(plain.headers().get("content-encoding").is_none());
            assert_eq!(test::read_body(plain).await, asset.plain);
            let packed = test::TestRequest::get()
                .uri(&asset.address)
                .insert_header(("Accept-Encoding", "br, gzip, deflate"))
                .to_request();
            let packed = test::call_service(&app, packed).await;
            assert_eq!(header_of(&packed, "content-encoding"), Some("gzip"));
            let kept = header_of(&packed, "cache-control");
            assert_eq!(kept, Some("public, max-age=31536000, immutable"));
        }
        let unknown = test::TestRequest::get().uri("/assets/style.css").to_request();
        assert_eq!(test::call_service(&app, unknown).await.status(), 404);
    }

    #[test]
    async fn the_weights_stay_within_the_budget() {
        for asset in all() {
            let (limit, raw) =
                if asset.kind == STYLE { (7 << 10, 28 << 10) } else { (4 << 10, 8 << 10) };
            assert!(asset.gzip.len() <= limit && asset.plain.len() <= raw, "{}", asset.name);
            println!("{} {} B, {} B gzip", asset.name, asset.plain.len(), asset.gzip.len());
        }
    }
}
