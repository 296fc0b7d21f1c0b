//! A person's way through the provider, as a browser without script goes it: number, password, code,
//! consent; and what the relying party does with the answer.

use std::time::Duration;

use super::browser::{Browser, form_token, pairs};
use super::failed::Failed;
use super::http::{Answer, NoAnswer};
use super::ledger::{Entry, Fate};
use super::party::{BY_KEY, CALLBACK, Pkce, unguessable};
use super::world::World;

/// How often an exchange is tried again when its fate is not known; then the provider is given up.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(250);

/// A code, and what its exchange needs.
pub(super) struct Granted {
    pub(super) code: String,
    verifier: String,
}

/// Tokens, as far as a run needs them.
pub(super) struct Tokens {
    pub(super) access: String,
    pub(super) refresh: Option<String>,
}

/// What a client asks, and how the person is to be led.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    pub(super) client: &'a str,
    /// Consent is asked even if it is remembered.
    pub(super) ask_consent: bool,
}

/// A whole sign-in, to tokens.
pub(super) async fn sign_in(world: &World, wish: Wish<'_>) -> Result<Tokens, Failed> {
    let mut browser = Browser::new(&world.provider, &world.issuer);
    let granted = authorize(world, &mut browser, wish).await?;
    redeem(world, wish.client, &granted).await
}

/// From the request to the code, through whichever pages come.
pub(super) async fn authorize(
    world: &World,
    browser: &mut Browser<'_>,
    wish: Wish<'_>,
) -> Result<Granted, Failed> {
    let (pkce, state) = (Pkce::new(), unguessable::<12>());
    let target = request(world, wish, (&pkce, &state)).await?;
    let answer = browser.open("authorize", &target).await?;
    let mut at = led("authorize", &answer)?;
    let person = world.person().ok_or(Failed::lacks("run", "people"))?;
    // Login, code, consent: never more than these and one more look.
    for _ in 0..5 {
        if let Some(query) = at.strip_prefix(CALLBACK) {
            return granted(world, query, (pkce, &state));
        }
        let (stage, fields) = match at.rsplit('/').next() {
            Some("dang-nhap") => {
                world.look_before(person).await?;
                let (number, password) = (person.number.as_str(), world.password.as_str());
                ("login", vec![("username", number.to_owned()), ("password", password.to_owned())])
            }
            Some("ma") => ("otp", vec![]),
            Some("dong-y") => {
                let lasts = if wish.ask_consent { "once" } else { "lasting" };
                ("consent", vec![("decision", "allow".to_owned()), ("duration", lasts.to_owned())])
            }
            _ => return Err(Failed::lacks("walk", "page that is known")),
        };
        let page = browser.open(stage, &at).await?;
        let token = form_token(&page).ok_or_else(|| Failed::status(stage, page.status))?;
        let mut fields = fields;
        if stage == "otp" {
            fields.push(("code", world.code_sent(person).await?));
        }
        let mut form: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.push(("csrf", &token));
        let answer = browser.send(stage, &at, &pairs(&form)).await?;
        at = led(stage, &answer)?;
    }
    Err(Failed::lacks("walk", "end"))
}

/// The address to open: the whole request, or the name of one that was pushed.
async fn request(
    world: &World,
    wish: Wish<'_>,
    (pkce, state): (&Pkce, &str),
) -> Result<String, Failed> {
    let nonce = unguessable::<12>();
    let mut fields = vec![
        ("response_type", "code"),
        ("client_id", wish.client),
        ("redirect_uri", CALLBACK),
        ("scope", &world.scope),
        ("state", state),
        ("nonce", &nonce),
        ("code_challenge", &pkce.challenge),
        ("code_challenge_method", "S256"),
    ];
    if wish.ask_consent {
        fields.push(("prompt", "consent"));
    }
    if !world.pushed {
        return Ok(format!("/authorize?{}", pairs(&fields)));
    }
    let pushed = world.party.post(&world.provider, wish.client, ("/par", &fields)).await;
    let pushed = pushed.map_err(|e| Failed::of("par", e))?;
    let name = pushed.json().and_then(|json| Some(json.get("request_uri")?.as_str()?.to_owned()));
    let name = name.ok_or_else(|| Failed::status("par", pushed.status))?;
    let query = pairs(&[("client_id", wish.client), ("request_uri", &name)]);
    Ok(format!("/authorize?{query}"))
}

fn led(stage: &'static str, answer: &Answer) -> Result<String, Failed> {
    let location = answer.location().map(str::to_owned);
    location.ok_or_else(|| Failed::status(stage, answer.status))
}

fn granted(world: &World, query: &str, (pkce, state): (Pkce, &str)) -> Result<Granted, Failed> {
    let parameters = query.strip_prefix('?').unwrap_or(query);
    let parameter = |name: &str| {
        let mut all = url::form_urlencoded::parse(parameters.as_bytes());
        all.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    };
    if parameter("state").as_deref() != Some(state) {
        return Err(Failed::lacks("callback", "state of ours"));
    }
    let code = parameter("code").ok_or(Failed::lacks("callback", "code"))?;
    if let Some(ledger) = &world.ledger {
        ledger.note(&Entry::authorized(&code, world.now()));
    }
    Ok(Granted { code, verifier: pkce.verifier })
}

/// Exchanges the code; under a ledger now and then twice at once, and again while its fate is unknown.
pub(super) async fn redeem(
    world: &World,
    client: &str,
    granted: &Granted,
) -> Result<Tokens, Failed> {
    let Some(ledger) = &world.ledger else {
        let answer = exchange(world, client, granted).await;
        return tokens(&answer.map_err(|e| Failed::of("token", e))?);
    };
    if ledger.is_to_be_replayed(world.replay_every) {
        let (one, other) =
            tokio::join!(exchange(world, client, granted), exchange(world, client, granted));
        let fates = [&one, &other].map(|answer| fate(answer.as_ref()));
        for fate in &fates {
            ledger.note(&Entry::exchanged(&granted.code, fate, world.now()));
        }
        let taken = [one, other].into_iter().flatten().find_map(|answer| tokens(&answer).ok());
        return taken.ok_or(Failed::lacks("replay", "winner"));
    }
    for _ in 0..TRIES {
        let answer = exchange(world, client, granted).await;
        let fate = fate(answer.as_ref());
        ledger.note(&Entry::exchanged(&granted.code, &fate, world.now()));
        match answer {
            Ok(answer) if answer.status < 500 => return tokens(&answer),
            _ => tokio::time::sleep(PAUSE).await,
        }
    }
    Err(Failed::lacks("token", "answer at last"))
}

async fn exchange(world: &World, client: &str, granted: &Granted) -> Result<Answer, NoAnswer> {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", granted.code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", granted.verifier.as_str()),
    ];
    world.party.post(&world.provider, client, ("/token", &fields)).await
}

fn fate(answer: Result<&Answer, &NoAnswer>) -> Fate {
    match answer {
        Ok(answer) if answer.status == 200 => {
            Fate::Tokens { refresh: tokens(answer).ok().and_then(|tokens| tokens.refresh) }
        }
        Ok(answer) if answer.status < 500 => Fate::Refused,
        Err(NoAnswer::Unreachable) => Fate::NotAsked,
        _ => Fate::Unknown,
    }
}

fn tokens(answer: &Answer) -> Result<Tokens, Failed> {
    if answer.status != 200 {
        return Err(Failed::status("token", answer.status));
    }
    let json = answer.json().unwrap_or_default();
    let text = |member: &str| Some(json.get(member)?.as_str()?.to_owned());
    let access = text("access_token").ok_or(Failed::lacks("token", "access token"))?;
    Ok(Tokens { access, refresh: text("refresh_token") })
}

/// Reads `UserInfo`.
pub(super) async fn userinfo(world: &World, access: &str) -> Result<(), Failed> {
    let header = format!("Authorization: Bearer {access}\r\n");
    let answer = world.provider.get("/userinfo", &header).await;
    expect_200("userinfo", answer)
}

/// Uses a refresh token of a client that keeps it.
pub(super) async fn refresh(world: &World, client: &str, token: &str) -> Result<(), Failed> {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    expect_200("refresh", world.party.post(&world.provider, client, ("/token", &fields)).await)
}

/// Reads a document that everybody may read.
pub(super) async fn document(world: &World, target: &'static str) -> Result<(), Failed> {
    expect_200("document", world.provider.get(target, "").await)
}

fn expect_200(stage: &'static str, answer: Result<Answer, NoAnswer>) -> Result<(), Failed> {
    match answer {
        Ok(answer) if answer.status == 200 => Ok(()),
        Ok(answer) => Err(Failed::status(stage, answer.status)),
        Err(why) => Err(Failed::of(stage, why)),
    }
}

/// What a sign-in of the client with a key is asked by default.
pub(super) const WHOLE: Wish<'static> = Wish { client: BY_KEY, ask_consent: true };
