//! The operations of a run, and what they need beforehand: tokens that were issued, codes that wait.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::Operation;
use super::browser::Browser;
use super::failed::Failed;
use super::party::{BY_KEY, BY_SECRET};
use super::walk::{self, Granted, Tokens, WHOLE, Wish};
use super::world::World;

/// People whose tokens are used again and again, and who ask for codes side by side.
const HOLDERS: usize = 32;

type Work = Pin<Box<dyn Future<Output = Result<(), Failed>> + Send>>;

/// What was made beforehand.
pub(super) enum Prepared {
    /// Nothing is needed.
    Document(&'static str),
    /// Nothing is needed.
    SignIn,
    /// Codes, each good once.
    Codes(Arc<Mutex<Vec<Granted>>>),
    /// Tokens, used in turn.
    Tokens(Operation, Arc<(Vec<Tokens>, AtomicUsize)>),
}

/// Makes what the operation needs.
pub(super) async fn prepare(
    world: &Arc<World>,
    operation: Operation,
    arrivals: usize,
) -> Result<Prepared, Failed> {
    Ok(match operation {
        Operation::Discovery => Prepared::Document("/.well-known/openid-configuration"),
        Operation::Jwks => Prepared::Document("/jwks"),
        Operation::SignIn => Prepared::SignIn,
        Operation::Code => {
            let codes = codes(world, arrivals).await?;
            Prepared::Codes(Arc::new(Mutex::new(codes)))
        }
        Operation::Userinfo | Operation::Refresh => {
            let client = if operation == Operation::Refresh { BY_SECRET } else { BY_KEY };
            let tokens = tokens(world, client).await?;
            Prepared::Tokens(operation, Arc::new((tokens, AtomicUsize::new(0))))
        }
    })
}

/// One arrival's work.
pub(super) fn one(world: &Arc<World>, prepared: &Prepared) -> Work {
    let world = Arc::clone(world);
    match prepared {
        Prepared::Document(target) => {
            let target = *target;
            Box::pin(async move { walk::document(&world, target).await })
        }
        Prepared::SignIn => Box::pin(async move { walk::sign_in(&world, WHOLE).await.map(drop) }),
        Prepared::Codes(codes) => {
            let code = codes.lock().unwrap_or_else(PoisonError::into_inner).pop();
            Box::pin(async move {
                let code = code.ok_or(Failed::lacks("run", "code left"))?;
                walk::redeem(&world, BY_KEY, &code).await.map(drop)
            })
        }
        Prepared::Tokens(operation, held) => {
            let (held, operation) = (Arc::clone(held), *operation);
            Box::pin(async move {
                let turn = held.1.fetch_add(1, Ordering::Relaxed);
                let place = turn.checked_rem(held.0.len()).unwrap_or(0);
                let tokens = held.0.get(place).ok_or(Failed::lacks("run", "token"))?;
                match (operation, &tokens.refresh) {
                    (Operation::Refresh, Some(token)) => {
                        walk::refresh(&world, BY_SECRET, token).await
                    }
                    (Operation::Refresh, None) => Err(Failed::lacks("run", "refresh token")),
                    _ => walk::userinfo(&world, &tokens.access).await,
                }
            })
        }
    }
}

/// So many people sign in, one beside the other.
async fn tokens(world: &Arc<World>, client: &'static str) -> Result<Vec<Tokens>, Failed> {
    let mut work = JoinSet::new();
    for _ in 0..HOLDERS {
        let world = Arc::clone(world);
        work.spawn(async move { walk::sign_in(&world, Wish { client, ask_consent: true }).await });
    }
    gathered(work).await
}

/// People who are signed in and have agreed ask for codes until there are enough; a code lives a minute,
/// so this is done as fast as it goes.
async fn codes(world: &Arc<World>, count: usize) -> Result<Vec<Granted>, Failed> {
    let mut work = JoinSet::new();
    for holder in 0..HOLDERS {
        let world = Arc::clone(world);
        work.spawn(async move {
            let wish = Wish { client: BY_KEY, ask_consent: false };
            let mut browser = Browser::new(&world.provider, &world.issuer);
            let first = walk::authorize(&world, &mut browser, wish).await?;
            let mut codes = vec![first];
            let share = count / HOLDERS + usize::from(holder < count % HOLDERS);
            while codes.len() < share {
                codes.push(walk::authorize(&world, &mut browser, wish).await?);
            }
            Ok(codes)
        });
    }
    Ok(gathered(work).await?.into_iter().flatten().collect())
}

async fn gathered<T: 'static>(mut work: JoinSet<Result<T, Failed>>) -> Result<Vec<T>, Failed> {
    let mut all = Vec::new();
    while let Some(done) = work.join_next().await {
        all.push(done.map_err(|_| Failed::lacks("run", "end"))??);
    }
    Ok(all)
}
