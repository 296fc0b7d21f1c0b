//! **Danh**: an OpenID Connect provider for a national electronic identity.
//!
//! A stepped house. What is *true* lies at the bottom and knows nothing of the world; what the
//! *standards say* rests on it; above these, what *happens*; on top, *doors*. Every arrow points down,
//! and every subject has the same name on every floor. `tests/house.rs` inspects it all.
//!
//! ```text
//!  6  app/          config, wiring, commands                 the only place that knows everything
//!  5  web/          oidc/  pages/                            doors: HTTP in, HTTP out, nothing decided
//!  4  flows/        what happens, one use case a file        |  connectors/   the outside world's plugs
//!  3  store/        one SQL, two databases                   |  ports/        the outside world's sockets
//!  2  protocol/  what OAuth 2.0 and OpenID Connect say  |  credential/  how a person proves it is they  |  sealing/
//!  1  domain/       what is true: people, assurance, consent
//! ```
//!
//! Where to start: [`domain::interaction`] is the whole product in one table,
//! [`protocol::authorization_request`] and [`flows::token`] are the two walks, [`manual`] says why.

pub mod app;
pub mod connectors;
pub mod credential;
pub mod demo;
pub mod domain;
pub mod flows;
pub mod manual;
pub mod ports;
pub mod protocol;
pub mod sandbox;
pub mod sealing;
pub mod store;
pub mod web;
