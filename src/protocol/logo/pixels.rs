//! Files of pictures, read to pixels by decoders that are told how much they may take.

use std::io::Cursor;

use image_webp::WebPDecoder;
use png::{ColorType, Decoder, Limits, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::LogoRefusal;

const SHORTEST: usize = 16;
const LONGEST: usize = 1024;
/// What a decoder may take for itself.
const MEMORY: usize = 8 * 1024 * 1024;

/// Dots of red, green, blue and cover, row by row.
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) dots: Vec<[u8; 4]>,
}

impl Pixels {
    /// Reads a file by what its first bytes say that it is.
    pub(super) fn read(file: &[u8]) -> Result<Self, LogoRefusal> {
        let pixels = if file.starts_with(b"\x89PNG\r\n\x1a\n") {
            of_png(file)
        } else if file.starts_with(b"\xff\xd8\xff") {
            of_jpeg(file)
        } else if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
            of_webp(file)
        } else {
            Err(LogoRefusal::Kind)
        }?;
        let whole = pixels.dots.len() == pixels.width * pixels.height;
        if whole { Ok(pixels) } else { Err(LogoRefusal::Broken) }
    }
}

fn sides(width: usize, height: usize) -> Result<(), LogoRefusal> {
    let fits = |side| (SHORTEST..=LONGEST).contains(&side);
    if fits(width) && fits(height) { Ok(()) } else { Err(LogoRefusal::Size) }
}

fn of_png(file: &[u8]) -> Result<Pixels, LogoRefusal> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: MEMORY });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| LogoRefusal::Broken)?;
    let info = reader.info();
    let (width, height) = (info.width as usize, info.height as usize);
    sides(width, height)?;
    if info.is_animated() {
        return Err(LogoRefusal::Moving);
    }
    let mut bytes = vec![0; reader.output_buffer_size().ok_or(LogoRefusal::Broken)?];
    let frame = reader.next_frame(&mut bytes).map_err(|_| LogoRefusal::Broken)?;
    bytes.truncate(frame.buffer_size());
    let dots = match frame.color_type {
        ColorType::Grayscale => bytes.iter().map(|grey| [*grey, *grey, *grey, 255]).collect(),
        ColorType::GrayscaleAlpha => bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[grey, cover]| [*grey, *grey, *grey, *cover])
            .collect(),
        ColorType::Rgb => opaque(&bytes),
        ColorType::Rgba => bytes.as_chunks::<4>().0.to_vec(),
        ColorType::Indexed => return Err(LogoRefusal::Broken),
    };
    Ok(Pixels { width, height, dots })
}

fn of_jpeg(file: &[u8]) -> Result<Pixels, LogoRefusal> {
    let options = DecoderOptions::default()
        .set_max_width(LONGEST)
        .set_max_height(LONGEST)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    let broken = |_| LogoRefusal::Broken;
    decoder.decode_headers().map_err(broken)?;
    let (width, height) = decoder.dimensions().ok_or(LogoRefusal::Broken)?;
    sides(width, height)?;
    let bytes = decoder.decode().map_err(broken)?;
    Ok(Pixels { width, height, dots: opaque(&bytes) })
}

fn of_webp(file: &[u8]) -> Result<Pixels, LogoRefusal> {
    let broken = |_| LogoRefusal::Broken;
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(broken)?;
    decoder.set_memory_limit(MEMORY);
    let (width, height) = decoder.dimensions();
    let (width, height) = (width as usize, height as usize);
    sides(width, height)?;
    if decoder.is_animated() {
        return Err(LogoRefusal::Moving);
    }
    let mut bytes = vec![0; decoder.output_buffer_size().ok_or(LogoRefusal::Broken)?];
    decoder.read_image(&mut bytes).map_err(broken)?;
    let dots = if decoder.has_alpha() { bytes.as_chunks::<4>().0.to_vec() } else { opaque(&bytes) };
    Ok(Pixels { width, height, dots })
}

fn opaque(bytes: &[u8]) -> Vec<[u8; 4]> {
    bytes.as_chunks::<3>().0.iter().map(|[red, green, blue]| [*red, *green, *blue, 255]).collect()
}
