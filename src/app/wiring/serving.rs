//! The provider, put together from the settings: flows on their ground, doors before them, and what
//! runs beside them.

use std::sync::Arc;

use super::rules::{interactions, listening, otp, shown, sweep, threads};
use super::{budgets, check, database, keys, outside, own as own_wiring, parts, tls};
use crate::app::config::Config;
use crate::app::failure::Failure;
use crate::connectors::password_pool::PasswordPool;
use crate::connectors::system_clock::SystemClock;
use crate::connectors::waiting_room::WaitingRoom;
use crate::credential::password_hash::Pepper;
use crate::flows::answering::Answering;
use crate::flows::authorization::AuthorizationFlow;
use crate::flows::choose::ChooseFlow;
use crate::flows::clients::Clients;
use crate::flows::envelopes::Envelopes;
use crate::flows::forms::Forms;
use crate::flows::gauges::Gauges;
use crate::flows::ground::Ground;
use crate::flows::hints::Hints;
use crate::flows::issue::Issuing;
use crate::flows::logout_notices::LogoutNotices;
use crate::flows::otp::OtpFlow;
use crate::flows::outbox::{Delivering, Outbox};
use crate::flows::own;
use crate::flows::proofs::Proofs;
use crate::flows::readiness::Readiness;
use crate::flows::remote_keys::RemoteKeys;
use crate::flows::request_uris::RequestUris;
use crate::flows::revocation::RevocationFlow;
use crate::flows::sending::Sending;
use crate::flows::settle::Settling;
use crate::flows::signing::Signer;
use crate::flows::snapshots::Snapshots;
use crate::flows::sweep::Sweep;
use crate::flows::token::TokenFlow;
use crate::flows::userinfo::UserinfoFlow;
use crate::ports::certificate::Certificate;
use crate::ports::clock::Clock;
use crate::ports::egress::Egress;
use crate::ports::messages::Messages;
use crate::ports::outside_system::OutsideSystem;
use crate::ports::password_hasher::PasswordHasher;
use crate::ports::patience::Patience;
use crate::ports::token_cipher::TokenCipher;
use crate::ports::token_signer::TokenSigner;
use crate::protocol::issuer::Issuer;
use crate::store::database::Database;
use crate::web::door::Door;
use crate::web::listener::{Listening, Mutual};
use crate::web::router::House;

/// Sign-ins whose answer comes late, at a time.
const WAITING: usize = 256;

/// Everything outside that the provider speaks to, given from without so that tests can give their own.
pub struct Plugs {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Signs tokens.
    pub signer: Arc<dyn TokenSigner>,
    /// Encrypts to clients, and opens what they encrypt to us.
    pub cipher: Arc<dyn TokenCipher>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Lets answers come later.
    pub patience: Arc<dyn Patience>,
    /// What registers say.
    pub snapshots: Snapshots,
    /// Sends text messages.
    pub gateway: Arc<dyn Messages>,
    /// Goes to what clients registered.
    pub egress: Arc<dyn Egress>,
    /// All systems outside that are asked, to be counted.
    pub outside: Vec<Arc<dyn OutsideSystem>>,
}

/// A provider that is ready to listen.
pub struct Standing {
    /// Its doors.
    pub house: House,
    /// Whether requests may come.
    pub readiness: Readiness,
    /// What it counts.
    pub gauges: Gauges,
    /// Sends text messages until it is dropped.
    pub delivering: Delivering,
    /// Tells clients of sign-outs.
    pub notices: LogoutNotices,
    /// Removes what is over.
    pub sweep: Sweep,
    /// How it listens.
    pub listening: Listening,
    /// How it listens where clients show certificates, if it does.
    pub mutual: Option<Mutual>,
    /// What it stands on, closed last.
    pub database: Arc<Database>,
}

/// Puts the provider together from the settings. Keys and certificate are watched by tasks of their own.
pub async fn stand(config: &Config) -> Result<Standing, Failure> {
    let clock = SystemClock::new();
    let (ring, signer) = keys::open_keys(config, clock.now())?;
    let pepper = Pepper::from_key(ring.pepper_key());
    let ground =
        Box::pin(database::ground_on(database::open_database(config).await?, ring)).await?;
    check::refuse_play(config, Some(&ground.database)).await?;
    tokio::spawn(Arc::clone(&signer).keep_fresh(Arc::clone(&ground.clock)));
    let threads = threads(config.sign_in.hash_threads);
    let hasher = Arc::new(PasswordPool::start(threads, config.sign_in.hash_queue, pepper)?);
    let outside::Outside { snapshots, gateway, systems } = outside::open(config, &ground)?;
    let mut outside = systems;
    let egress = outside::egress(config)?;
    outside.push(egress.clone());
    outside.extend(signer.hsm().map(|hsm| hsm as Arc<dyn OutsideSystem>));
    let patience = Arc::new(WaitingRoom::of(WAITING));
    let certificate = tls::certificate(config, clock.now())?;
    let mutual_certificate = tls::mutual_certificate(config, clock.now())?;
    let clock = Arc::clone(&ground.clock);
    let cipher = Arc::clone(&signer) as Arc<dyn TokenCipher>;
    let plugs =
        Plugs { ground, signer, cipher, hasher, patience, snapshots, gateway, egress, outside };
    let mut standing = build(config, plugs)?;
    if let Some(certificate) = certificate {
        standing.gauges.watch("public", Arc::clone(&certificate) as Arc<dyn Certificate>);
        tokio::spawn(Arc::clone(&certificate).keep_fresh(Arc::clone(&clock)));
        standing.listening.certificate = Some(certificate);
    }
    if let (Some(certificate), Some(mutual)) = (mutual_certificate, &mut standing.mutual) {
        standing.gauges.watch("mutual", Arc::clone(&certificate) as Arc<dyn Certificate>);
        tokio::spawn(Arc::clone(&certificate).keep_fresh(clock));
        mutual.certificate = Some(certificate);
    }
    Ok(standing)
}

/// Puts the provider together on these plugs.
pub fn build(config: &Config, plugs: Plugs) -> Result<Standing, Failure> {
    let Plugs { ground, signer, cipher, hasher, patience, snapshots, gateway, egress, outside } =
        plugs;
    let signer = Signer::with(signer);
    let issuer = parts::issuer(config)?;
    let clients = Clients::new(ground.clone(), own::client(&issuer));
    let rules = config.lifetimes.tokens();
    let remote = RemoteKeys::new(ground.clone(), Arc::clone(&egress));
    let envelopes = Envelopes { cipher: Arc::clone(&cipher), remote: remote.clone() };
    let authorization = hall(config, (&ground, &clients, &issuer), (&signer, &envelopes), &egress);
    let (outbox, delivering) = Outbox::open(ground.clone(), gateway);
    let sending = sending(config, &ground, &issuer, outbox.clone())?;
    let issuing = Issuing {
        ground: ground.clone(),
        issuer: issuer.clone(),
        signer: signer.clone(),
        envelopes: envelopes.clone(),
        snapshots: snapshots.clone(),
        rules,
    };
    let proofs = Proofs::new(ground.clone(), tls::bases(config, &issuer)?);
    let us = (&ground, &clients, &issuer);
    let authentication = parts::authentication(config, us, remote, &proofs)?;
    let notices = parts::notices(us, (&signer, &envelopes), Arc::clone(&egress));
    let registration = parts::registration(config, us, Arc::clone(&egress))?;
    let userinfo =
        UserinfoFlow { ground: ground.clone(), clients, issuing: issuing.clone(), proofs };
    let publication =
        parts::publication(config, &issuer, (&signer, &*cipher), registration.is_some())?;
    let house = House {
        door: Door::new(issuer.clone(), Forms { ground: ground.clone() }, shown(config)),
        pushed_authorization: parts::pushed_authorization(&authentication, &authorization),
        token: TokenFlow { ground: ground.clone(), clients: authentication.clone(), issuing },
        introspection: parts::introspection(&authentication, &userinfo),
        revocation: RevocationFlow { clients: authentication, userinfo: userinfo.clone() },
        userinfo,
        registration,
        publication,
        login: parts::login(config, (&authorization, &sending), &hasher, patience),
        otp: OtpFlow { hall: authorization.clone(), sending: sending.clone() },
        password_change: parts::password_change(
            config,
            (&authorization, sending),
            &hasher,
            &snapshots,
        ),
        own: own_wiring::pages(&authorization, &snapshots),
        choose: ChooseFlow { hall: authorization.clone(), snapshots: snapshots.clone() },
        consent: parts::consent(&authorization, snapshots, egress),
        authorization,
    };
    let sweep = sweep(config, &ground);
    let database = Arc::clone(&ground.database);
    let readiness = Readiness::new(ground.clone());
    let gauges = Gauges { ground, hasher, outbox, outside, signer, certificates: vec![] };
    let listening = listening(config);
    let mutual = tls::mutual(config)?;
    Ok(Standing {
        house,
        readiness,
        gauges,
        delivering,
        notices,
        sweep,
        listening,
        mutual,
        database,
    })
}

fn hall(
    config: &Config,
    (ground, clients, issuer): (&Ground, &Clients, &Issuer),
    (signer, envelopes): (&Signer, &Envelopes),
    egress: &Arc<dyn Egress>,
) -> AuthorizationFlow {
    AuthorizationFlow {
        ground: ground.clone(),
        clients: clients.clone(),
        issuer: issuer.clone(),
        hints: Hints {
            issuer: issuer.clone(),
            signer: signer.clone(),
            ring: Arc::clone(&ground.ring),
        },
        references: RequestUris::new(ground, Arc::clone(egress)),
        settling: Settling {
            ground: ground.clone(),
            issuer: issuer.clone(),
            signer: signer.clone(),
            answering: Answering { signer: signer.clone(), envelopes: envelopes.clone() },
            rules: config.lifetimes.tokens(),
        },
        rules: interactions(config),
        sessions: config.lifetimes.sessions(),
        passwords: config.sign_in.passwords(),
        room: budgets::room(config, ground),
    }
}

fn sending(
    config: &Config,
    ground: &Ground,
    issuer: &Issuer,
    outbox: Outbox,
) -> Result<Sending, Failure> {
    Ok(Sending {
        ground: ground.clone(),
        outbox,
        rules: otp(&config.sign_in),
        budgets: budgets::codes(&config.sign_in, ground)?,
        sender: config.messages.sender.clone(),
        host: crate::web::answer::host(issuer.as_str()),
    })
}
