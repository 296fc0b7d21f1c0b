//! Where memory comes from. A sign-in makes thousands of small allocations, many of them given back by
//! another thread than the one that took them: with the system's allocator that was a tenth of its CPU.
//! Huge pages are left out: they would double what an idle provider holds.

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
