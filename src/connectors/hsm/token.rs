//! One token behind one PKCS#11 module: found by its label, opened with its PIN, opened anew when it was
//! away. Beside `seat` and `mechanism` the only file that
//! knows the module's language.

use std::fmt;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::object::{Attribute, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

use super::error::HsmError;
use super::mechanism::{PublicHalf, kind, public_half};
use crate::domain::client::SigningAlgorithm;

/// Which token, and how it is used.
#[derive(Clone, Debug)]
pub struct HsmSettings {
    /// The PKCS#11 module: a shared library.
    pub module: PathBuf,
    /// The token's label.
    pub label: String,
    /// The file that holds its PIN.
    pub pin_file: PathBuf,
    /// Sessions held at once.
    pub sessions: usize,
    /// How long anybody waits for a signature.
    pub patience: Duration,
}

/// A module is loaded anew at most this often: it ends what everybody else has under way.
const PAUSE: Duration = Duration::from_secs(1);

/// A label that a key bears between being made and being named.
const NEW: &[u8] = b"danh-new";

/// The token.
pub struct Token {
    settings: HsmSettings,
    library: RwLock<Library>,
    /// A PIN that was not taken: a token locks itself after a few wrong ones.
    refused: Mutex<Option<Zeroizing<String>>>,
}

pub(super) struct Library {
    pub(super) pkcs11: Pkcs11,
    /// Sessions of an earlier generation are gone, and their numbers may be somebody else's.
    pub(super) generation: u64,
    renewed_at: Option<Instant>,
}

impl Token {
    /// Loads the module, finds the token and shows it the PIN.
    ///
    /// # Errors
    /// If any of these is not so.
    pub fn open(settings: HsmSettings) -> Result<Self, HsmError> {
        let library = Library { pkcs11: load(&settings)?, generation: 0, renewed_at: None };
        let token = Self { settings, library: RwLock::new(library), refused: Mutex::new(None) };
        token.with_session(|_| Ok(()))?;
        Ok(token)
    }

    /// Which token, and how it is used.
    #[must_use]
    pub fn settings(&self) -> &HsmSettings {
        &self.settings
    }

    /// Whether the token makes and uses keys for the algorithm.
    pub fn serves(&self, algorithm: SigningAlgorithm) -> Result<bool, HsmError> {
        let library = self.library();
        let slot = self.slot(&library.pkcs11)?;
        let known = library.pkcs11.get_mechanism_list(slot).map_err(device)?;
        let kind = kind(algorithm);
        Ok(known.contains(&kind.signs) && known.contains(&kind.make.mechanism_type()))
    }

    /// Whether a private key has this label.
    ///
    /// # Errors
    /// If none has, or the token does not answer.
    pub fn holds(&self, label: &str) -> Result<(), HsmError> {
        self.with_session(|session| find(session, label).map(|_| ()))
    }

    /// Makes a pair that never leaves the token. `name` tells its label from its public half.
    ///
    /// # Errors
    /// If the token does not.
    pub fn make<T>(
        &self,
        algorithm: SigningAlgorithm,
        name: impl FnOnce(PublicHalf) -> Option<(String, T)>,
    ) -> Result<T, HsmError> {
        if !self.serves(algorithm)? {
            return Err(HsmError::Unsupported(algorithm.as_str()));
        }
        self.with_session(|session| {
            let kind = kind(algorithm);
            let mut public = kind.public.clone();
            let label = || Attribute::Label(NEW.to_vec());
            public.extend([label(), Attribute::Token(true), Attribute::Verify(true)]);
            let private = [
                label(),
                Attribute::Token(true),
                Attribute::Private(true),
                Attribute::Sensitive(true),
                Attribute::Extractable(false),
                Attribute::Sign(true),
            ];
            let made = session.generate_key_pair(&kind.make, &public, &private);
            let (public, private) = made.map_err(device)?;
            let told = session.get_attributes(public, kind.asked).map_err(device)?;
            let named = public_half(algorithm, &told).and_then(name);
            let named =
                named.ok_or_else(|| HsmError::Device("a key without a public half".to_owned()));
            let labelled = named.and_then(|(label, made)| {
                for half in [public, private] {
                    let label = [
                        Attribute::Label(label.as_bytes().to_vec()),
                        Attribute::Id(label.as_bytes().to_vec()),
                    ];
                    session.update_attributes(half, &label).map_err(device)?;
                }
                Ok(made)
            });
            if labelled.is_err() {
                // Nobody would ever find it again.
                drop((session.destroy_object(private), session.destroy_object(public)));
            }
            labelled
        })
    }

    fn with_session<T>(
        &self,
        what: impl FnOnce(&Session) -> Result<T, HsmError>,
    ) -> Result<T, HsmError> {
        let library = self.library();
        let session = self.session(&library.pkcs11)?;
        let outcome = what(&session);
        drop(session.close());
        outcome
    }

    fn slot(&self, pkcs11: &Pkcs11) -> Result<Slot, HsmError> {
        let mut there = Vec::new();
        for slot in pkcs11.get_slots_with_initialized_token().map_err(device)? {
            let token = pkcs11.get_token_info(slot).map_err(device)?;
            let label = token.label().trim_end().to_owned();
            if label == self.settings.label {
                return Ok(slot);
            }
            there.push(label);
        }
        let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
        Err(HsmError::NoToken(self.settings.label.clone(), there))
    }

    /// What this generation of the module is used for; while it lasts nobody loads it anew.
    pub(super) fn library(&self) -> RwLockReadGuard<'_, Library> {
        self.library.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session of whoever has the PIN. It does not close itself: its number may be another's by then.
    pub(super) fn session(&self, pkcs11: &Pkcs11) -> Result<Session, HsmError> {
        let slot = self.slot(pkcs11)?;
        let session = pkcs11.open_rw_session_no_drop(slot).map_err(device)?;
        match self.log_in(&session) {
            Ok(()) => Ok(session),
            Err(error) => {
                drop(session.close());
                Err(error)
            }
        }
    }

    fn log_in(&self, session: &Session) -> Result<(), HsmError> {
        let pin = self.pin()?;
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.as_ref() == Some(&pin) {
            return Err(HsmError::Pin);
        }
        let shown = AuthPin::new(pin.as_str().into());
        let outcome = match session.login(UserType::User, Some(&shown)) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            Err(Error::Pkcs11(
                RvError::PinIncorrect
                | RvError::PinInvalid
                | RvError::PinLenRange
                | RvError::PinExpired,
                _,
            )) => Err(HsmError::Pin),
            Err(Error::Pkcs11(RvError::PinLocked, _)) => Err(HsmError::PinLocked),
            Err(error) => Err(device(error)),
        };
        if matches!(outcome, Err(HsmError::Pin | HsmError::PinLocked)) {
            *refused = Some(pin);
        }
        outcome
    }

    fn pin(&self) -> Result<Zeroizing<String>, HsmError> {
        let path = &self.settings.pin_file;
        let wrong = |words| HsmError::PinFile(path.display().to_string(), words);
        let meta = std::fs::metadata(path).map_err(|_| wrong("cannot be read"))?;
        if meta.mode() & 0o077 != 0 {
            return Err(wrong("can be read by others on this machine"));
        }
        let text = std::fs::read_to_string(path).map(Zeroizing::new);
        let text = text.map_err(|_| wrong("cannot be read"))?;
        let pin = text.trim_end_matches(['\r', '\n']);
        if pin.is_empty() { Err(wrong("is empty")) } else { Ok(Zeroizing::new(pin.to_owned())) }
    }

    /// Loads the module anew, unless somebody has since that generation, or did so a moment ago: a
    /// token that was pulled and put back is often seen by a module that begins again only.
    #[expect(clippy::disallowed_methods, reason = "a pause between tries, which nobody is told")]
    pub(super) fn renew(&self, generation: u64) -> Result<(), HsmError> {
        let mut library = self.library.write().unwrap_or_else(PoisonError::into_inner);
        let resting = library.renewed_at.is_some_and(|at| at.elapsed() < PAUSE);
        if library.generation != generation || resting {
            return Ok(());
        }
        library.renewed_at = Some(Instant::now());
        // Nobody is inside: all who are hold this lock as readers.
        drop(library.pkcs11.clone().finalize());
        library.generation += 1;
        library.pkcs11 = load(&self.settings)?;
        Ok(())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("label", &self.settings.label).finish_non_exhaustive()
    }
}

fn load(settings: &HsmSettings) -> Result<Pkcs11, HsmError> {
    let path = settings.module.display().to_string();
    let told = |error: Error| HsmError::Module(path.clone(), error.to_string());
    let pkcs11 = Pkcs11::new(&settings.module).map_err(&told)?;
    match pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(pkcs11),
        Err(error) => Err(told(error)),
    }
}

pub(super) fn find(session: &Session, label: &str) -> Result<ObjectHandle, HsmError> {
    let wanted =
        [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Label(label.as_bytes().to_vec())];
    let found = session.find_objects(&wanted).map_err(device)?;
    match found.as_slice() {
        [one] => Ok(*one),
        _ => Err(HsmError::NoKey(label.to_owned())),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
pub(super) fn device(error: Error) -> HsmError {
    HsmError::Device(error.to_string())
}
