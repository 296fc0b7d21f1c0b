//! Hands the command line to `app::commands`.

fn main() -> std::process::ExitCode {
    danh::app::commands::run()
}
