//! The least that actix-web can do: a handler that sends given bytes with the headers of a document.

use std::net::TcpListener;

use actix_web::http::header;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer};

/// Serves these documents at `/0`, `/1` … until the process ends.
pub fn serve(listener: TcpListener, workers: usize, documents: Vec<Vec<u8>>) {
    let documents: Vec<_> = documents.into_iter().map(Bytes::from).collect();
    let server = HttpServer::new(move || {
        App::new().configure(|config| {
            for (number, document) in documents.iter().enumerate() {
                let one = web::resource(format!("/{number}")).app_data(Data::new(document.clone()));
                config.service(one.route(web::get().to(send)));
            }
        })
    });
    let server = server.workers(workers).listen(listener).expect("a listener").run();
    actix_web::rt::System::new().block_on(server).expect("the server ends well");
}

async fn send(document: Data<Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(document.get_ref().clone())
}
