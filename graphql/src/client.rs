//! Clients: from which address a request comes, and places of which one client may take a
//! share alone.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use poem::Request;

/// A client by its network address: an IPv4 address, or the /64 that a subscriber of IPv6 has
/// to themselves. The server puts it into the extensions of each request; it is absent where
/// nobody can tell clients apart, as behind a proxy that does not say for whom it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

/// How much of an IPv6 address is the network's.
const NETWORK_BITS: u32 = 64;

impl Client {
    /// The client at an address.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() >> NETWORK_BITS << NETWORK_BITS;
                Ipv6Addr::from_bits(network).into()
            }
            address @ IpAddr::V4(_) => address,
        })
    }

    /// Who sent a request, where that is known.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        request.extensions().get().copied()
    }
}

/// A number of places, of which each client may take a part.
#[derive(Debug)]
pub struct Places {
    limit: usize,
    limit_each: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    each: HashMap<Client, usize>,
}

/// A place that is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    client: Option<Client>,
}

impl Places {
    /// So many places, and so many of them for each client that is known.
    #[must_use]
    pub fn new(limit: usize, limit_each: usize) -> Arc<Self> {
        Arc::new(Self {
            limit,
            limit_each,
            taken: Mutex::default(),
        })
    }

    /// A place, unless all are taken or the client has its part.
    #[must_use]
    pub fn take(self: &Arc<Self>, client: Option<Client>) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.total >= self.limit {
            return None;
        }
        if let Some(client) = client {
            let held = taken.each.get(&client).copied().unwrap_or_default();
            if held >= self.limit_each {
                return None;
            }
            taken.each.insert(client, held + 1);
        }
        taken.total += 1;
        Some(Place {
            places: Arc::clone(self),
            client,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let taken = self.places.taken.lock();
        let mut taken = taken.unwrap_or_else(PoisonError::into_inner);
        taken.total = taken.total.saturating_sub(1);
        let Some(client) = self.client else { return };
        if let Some(held) = taken.each.get_mut(&client) {
            *held -= 1;
            if *held == 0 {
                taken.each.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> Client {
        Client::at(address.parse().unwrap())
    }

    #[test]
    fn a_client_takes_its_part_and_leaves_the_rest() {
        let places = Places::new(3, 2);
        let greedy = Some(client("192.0.2.1"));
        let first = places.take(greedy);
        let second = places.take(greedy);
        assert!(first.is_some() && second.is_some());
        assert!(places.take(greedy).is_none());
        let other = places.take(Some(client("192.0.2.2")));
        assert!(other.is_some());
        assert!(places.take(None).is_none(), "all places are taken");
        drop(first);
        assert!(places.take(greedy).is_some());
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_one_client() {
        assert_eq!(client("2001:db8::1"), client("2001:db8::ffff:2"));
        assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
    }
}
