//! Apart: three relying parties on the `openidconnect` crate; they know the provider by its issuer URL only.
