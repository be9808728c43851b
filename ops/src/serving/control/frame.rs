//! Frames: what goes over the control socket, piece by piece, so that a file of any size passes
//! through little memory.
//!
//! A frame is a byte that says what it is, the length of what it carries in four bytes, the
//! most significant first, and that many bytes.

use std::io::{self, ErrorKind, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The most that one frame carries, in bytes.
pub(super) const LONGEST: usize = 1024 * 1024;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is asked, as JSON. The first frame, and the only one of its kind.
    Request,
    /// A piece of the file of who asks.
    Input,
    /// That file is whole.
    InputEnd,
    /// A piece of what goes to standard output, or into the file of who asks.
    Output,
    /// A line for standard error.
    Notice,
    /// How far it is, as JSON.
    Progress,
    /// How it ended, as JSON. The last frame.
    Done,
    /// Why it could not be done. The last frame.
    Failed,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Request,
        Self::Input,
        Self::InputEnd,
        Self::Output,
        Self::Notice,
        Self::Progress,
        Self::Done,
        Self::Failed,
    ];

    /// Its byte. None is one that text begins with: what an earlier version sends is told from
    /// a frame.
    fn byte(self) -> u8 {
        self as u8 + 1
    }

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.byte() == byte)
    }
}

/// One frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
}

impl Frame {
    /// What it carries as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> io::Result<T> {
        serde_json::from_slice(&self.bytes).map_err(io::Error::from)
    }

    /// What it carries as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Writes a frame of at most [`LONGEST`] bytes.
pub(super) fn write(stream: &mut impl Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len())
        .ok()
        .filter(|length| *length as usize <= LONGEST)
        .ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "the frame is too long"))?;
    let mut frame = Vec::with_capacity(5 + bytes.len());
    frame.push(kind.byte());
    frame.extend(length.to_be_bytes());
    frame.extend(bytes);
    stream.write_all(&frame)
}

/// Writes a value as a frame.
pub(super) fn write_json<T: Serialize>(
    stream: &mut impl Write,
    kind: Kind,
    value: &T,
) -> io::Result<()> {
    write(stream, kind, &serde_json::to_vec(value)?)
}

/// The next frame; `None` when the other side closed between two.
///
/// # Errors
/// [`ErrorKind::InvalidData`] when what comes is no frame, and what the stream tells.
pub(super) fn read(stream: &mut impl Read) -> io::Result<Option<Frame>> {
    let mut kind = [0];
    if stream.read(&mut kind)? == 0 {
        return Ok(None);
    }
    let no_frame = || io::Error::new(ErrorKind::InvalidData, "it speaks another language");
    let kind = Kind::of(kind[0]).ok_or_else(no_frame)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > LONGEST {
        return Err(no_frame());
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes)?;
    Ok(Some(Frame { kind, bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_as_they_went_in() {
        let mut stream = Vec::new();
        for kind in Kind::ALL {
            write(&mut stream, kind, format!("{kind:?}").as_bytes()).unwrap();
        }
        write(&mut stream, Kind::Input, &vec![7; LONGEST]).unwrap();
        assert!(write(&mut stream, Kind::Input, &vec![7; LONGEST + 1]).is_err());
        let mut stream = &stream[..];
        for kind in Kind::ALL {
            let frame = read(&mut stream).unwrap().unwrap();
            assert_eq!((frame.kind, frame.text()), (kind, format!("{kind:?}")));
        }
        assert_eq!(read(&mut stream).unwrap().unwrap().bytes.len(), LONGEST);
        assert_eq!(read(&mut stream).unwrap(), None);
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for text in [
            &b"{\"list\":null}"[..],
            b"\x01\xff\xff\xff\xff",
            b"\x01\x00\x00\x00\x04abc",
            b"\x00",
        ] {
            assert!(read(&mut { text }).is_err(), "{text:?}");
        }
    }
}
