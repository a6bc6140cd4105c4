//! The `wirewatch` program: hands the command line to the library and leaves with its exit code.

fn main() -> std::process::ExitCode {
    wirewatch::main()
}
