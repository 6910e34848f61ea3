// SPDX-License-Identifier: Apache-2.0

/** Stands for the file of an artefact while options are judged. */
export const ARTEFACT = '\u0000artefact';

/** Options of QEMU that take a value and reach nothing but the guest. Their values are judged all the same, see `JUDGED_KEYS`. */
const WITH_VALUE =
  'accel action append boot chardev cpu device display drive fw_cfg global icount k m M machine name net netdev nic numa object ' +
  'overcommit parallel rtc seed serial smbios smp soundhw audio usbdevice uuid vga watchdog watchdog-action blockdev monitor acpitable ' +
  'audiodev msg compat echr g';

/** Those without one. */
const WITHOUT_VALUE =
  'enable-kvm nographic no-reboot no-shutdown no-acpi no-hpet no-fd-bootchk nodefaults no-user-config S snapshot usb full-screen ' +
  'singlestep old-param version no-quit only-migratable';

/** Those whose value is a file. */
const FILES = 'kernel initrd dtb bios pflash hda hdb hdc hdd cdrom fda fdb sd mtdblock option-rom L';

export const KNOWN = {
  withValue: new Set(WITH_VALUE.split(' ')),
  withoutValue: new Set(WITHOUT_VALUE.split(' ')),
  files: new Set(FILES.split(' ')),
};

/** Keys within values that name a file, besides all that end with `file` or `path`: it must be an artefact of the job. */
export const FILE_KEYS = new Set(
  (
    'filename rootdir db firmware kernel initrd dtb dumpdtb splash data backing config sysfsdev evdev rendernode pcap cdat ' +
    'hidraw'
  ).split(' '),
);

/** Keys within values that start programs, open sockets, take what another process has opened, or hold the worker's memory. */
export const REFUSED_KEYS = new Set(
  (
    'script downscript helper br fd fds vhostfd vhostfds smb smbserver guestfwd hostfwd tftp sock socket server localaddr connect ' +
    'listen mcast udp share_dir hostbus hostaddr hostport hostdevice tls-creds prealloc mem-lock'
  ).split(' '),
);

/** Keys whose value is a text, whatever it looks like. */
export const TEXT_KEYS = new Set(['string', 'name', 'serial', 'append']);

/** Keys that say of what kind an option is, where that does not simply come first. */
export const KIND_KEYS = new Set(['type', 'driver', 'qom-type', 'backend']);

/** Kinds that a job may give, by option: others open sockets or files, or run programs. */
export const KINDS: Record<string, RegExp> = {
  net: /^(nic|none|user|tap|hubport)$/,
  netdev: /^(user|tap|hubport)$/,
  nic: /^(none|user|tap)$/,
  chardev: /^(null|ringbuf|stdio|vc)$/,
  serial: /^(stdio|mon:stdio|none|null|vc|chardev:[\w-]+)$/,
  parallel: /^(none|null)$/,
  monitor: /^(none|null)$/,
  display: /^(none|curses)$/,
  usbdevice: /^(tablet|mouse|keyboard|wacom-tablet)$/,
  audiodev: /^none$/,
  audio: /^none$/,
  object:
    /^(rng-random|rng-builtin|memory-backend-ram|memory-backend-memfd|iothread|throttle-group|cryptodev-backend-builtin)$/,
  device:
    /^(?!vfio|vhost|usb-host|usb-redir|usb-mtp|usb-ccid|ccid|u2f|ivshmem|host-|pci-assign|scsi-generic|scsi-block|tpm|igd|virtio-9p|xen)[\w.,-]+$/,
};

/** Files of the worker that hold nothing of it. */
export const HARMLESS_FILES = new Set([
  '/dev/urandom',
  '/dev/random',
  '/dev/hwrng',
  '/dev/zero',
  '/dev/null',
]);

/** Formats and protocols of disks that are a file, and not a description of others. */
export const DISK_DRIVERS = new Set([
  'raw',
  'qcow2',
  'qcow',
  'vmdk',
  'vdi',
  'vpc',
  'vhdx',
  'qed',
  'file',
  'null-co',
  'null-aio',
  'parallels',
  'dmg',
  'cloop',
  'bochs',
]);
