//! Argon2id alone, at the house's cost (19 MiB, two passes, one lane), memory kept.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::cpu::of_this_thread;

/// What some threads did that only hash.
#[derive(Clone, Copy, Debug)]
pub struct Hashed {
    /// Hashes a second, all threads together.
    pub rate: f64,
    /// Milliseconds of CPU for one.
    pub millis_each: f64,
}

/// Hashes on so many threads for about this long.
pub fn measure(threads: usize, span: Duration) -> Hashed {
    let begun = Instant::now();
    let all: Vec<_> = (0..threads).map(|_| thread::spawn(move || alone(span))).collect();
    let sums = all.into_iter().map(|one| one.join().expect("a thread ends"));
    let (count, used) = sums.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    Hashed { rate: count / begun.elapsed().as_secs_f64(), millis_each: used * 1e3 / count }
}

fn alone(span: Duration) -> (f64, f64) {
    let params = Params::new(19 * 1024, 2, 1, Some(32)).expect("sound parameters");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut blocks = vec![Block::new(); 19 * 1024];
    let mut hash = || {
        let mut output = [0; 32];
        argon2
            .hash_password_into_with_memory(b"Thu-nghiem-1", &[7; 16], &mut output, &mut blocks)
            .expect("a hash");
        black_box(output);
    };
    hash();
    let (begun, before, mut count) = (Instant::now(), of_this_thread(), 0.0);
    while begun.elapsed() < span {
        hash();
        count += 1.0;
    }
    (count, of_this_thread().saturating_sub(before).as_secs_f64())
}
