// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { splitShellWords } from '../../job/shell-words.ts';
import { judgeCommand } from './command-line.ts';
import { judgeDisk } from './judge-disk.ts';
import { judgeOptions } from './judge-options.ts';
import { ARTEFACT } from './option-rules.ts';

const judge = (text: string, ...allowed: string[]) =>
  judgeOptions(
    splitShellWords(text).map((word) => word.replaceAll('{x}', ARTEFACT)),
    { what: 'image_arg of x', allowed: new Set(allowed) },
  );

describe('options of QEMU in a job', () => {
  it.each([
    '-kernel {x}',
    '--kernel {x} --append "console=ttyS0,115200 root=/dev/sda rw init=/bin/sh"',
    '-initrd {x}',
    '-dtb {x}',
    '-bios {x}',
    '-drive format=raw,file={x}',
    '-drive file={x},index=2,media=cdrom,readonly',
    '-drive file={x},index=2,media=cdrom,readonly=on',
    '-drive id=d0,if=none,format=qcow2,file={x} -device virtio-blk-pci,drive=d0,bootindex=1',
    '-hda {x} -boot c',
    '-device loader,file={x},addr=0x43100000',
    '-cpu max -machine virt,gic-version=3,virtualization=on -smp 4 -m 2G',
    '-netdev user,id=n0 -device virtio-net-pci,netdev=n0,mac=52:54:00:12:34:58',
    '-net nic,model=virtio,macaddr=52:54:00:12:34:59 -net user',
    '-nic tap,script=no,downscript=no',
    '-netdev tap,id=n0,ifname=tap0,script=no,downscript=no',
    '-object rng-random,filename=/dev/urandom,id=rng0 -device virtio-rng-pci,rng=rng0',
    '-device pcie-root-port,id=p1,chassis=1,port=0x10',
    '-serial stdio -monitor none -nographic -no-reboot -vga none',
    '-serial mon:stdio',
    '-nic model=virtio-net-pci -device id=r,driver=virtio-rng-pci -audio none,model=hda',
    '-chardev stdio,id=c0 -serial chardev:c0',
    '-pflash {x}',
    '-fw_cfg name=opt/org.x,string=/any/text',
    '-global virtio-mmio.force-legacy=false',
    '-rtc base=utc,clock=vm -usb -usbdevice tablet',
  ])('may be %s', (text) => {
    expect(() => judge(text)).not.toThrow();
  });

  it.each([
    ['-incoming "exec:touch /tmp/x"', '-incoming'],
    ['-kernel {x} -incoming tcp:0:4444', '-incoming'],
    ['-kernel /etc/shadow', '-kernel'],
    ['-initrd {x},/etc/shadow', '-initrd'],
    ['-initrd relative', '-initrd'],
    ['-drive file=/etc/shadow,format=raw', 'file'],
    ['-drive format=raw,file=../bundle.json', 'file'],
    ['-drive file=nbd:unix:/run/x', 'file'],
    ['-drive file.driver=nbd,file.path=/run/x', 'driver'],
    ['-chardev backend=stdio,id=c,backend=socket,host=10.0.0.1,port=22', '-chardev'],
    ['-chardev stdio,id=c,backend=udp,host=10.0.0.1', '-chardev'],
    ['-netdev type=user,id=n,type=l2tpv3,src=10.0.0.1', '-netdev'],
    ['-device driver=e1000,driver=vfio-pci', '-device'],
    ['-display vnc=:1', '-display'],
    ['-display id=x,type=none,type=spice-app', '-display'],
    ['-audio wav', '-audio'],
    ['-audio model=hda,driver=wav', '-audio'],
    ['-object memory-backend-ram,id=m,size=1T,prealloc=on', 'prealloc'],
    ['-overcommit mem-lock=on', 'mem-lock'],
    ['-drive driver=vvfat,file={x}', 'driver'],
    ['-drive file={x},backing.file.filename=/etc/shadow', 'filename'],
    ['-drive "json:{\\"driver\\":\\"file\\"}"', '-drive'],
    ['-blockdev driver=file,node-name=a,filename=/etc/shadow', 'filename'],
    ['-hda fat:rw:/etc', '-hda'],
    ['-cdrom /dev/sr0', '-cdrom'],
    ['-device loader,file=/etc/shadow', 'file'],
    ['-device virtio-net-pci,romfile=/etc/shadow', 'romfile'],
    ['-device vfio-pci,host=01:00.0', '-device'],
    ['-device driver=usb-host,hostbus=1', '-device'],
    ['-device usb-mtp,rootdir=/', '-device'],
    ['-netdev user,id=n,hostfwd=tcp::22-:22', 'hostfwd'],
    ['-netdev user,id=n,guestfwd=tcp:10.0.2.100:1-cmd:id', 'guestfwd'],
    ['-net user,smb=/', 'smb'],
    ['-net user,tftp=/', 'tftp'],
    ['-netdev tap,id=n,script=/tmp/x', 'script'],
    ['-netdev tap,id=n,script=no,downscript=no,script=/tmp/x', 'script'],
    ['-netdev tap,id=n,script=no,downscript=', 'downscript'],
    ['-netdev id=n,type=tap', 'script'],
    ['-netdev tap,id=n,script=no', 'script'],
    ['-nic model=e1000,type=tap,downscript=no', 'script'],
    ['-net tap', 'script'],
    ['-netdev tap,id=n,helper=/tmp/x', 'helper'],
    ['-netdev id=n,type=socket,listen=:1', '-netdev'],
    ['-netdev bridge,id=n', '-netdev'],
    ['-nic socket,connect=:1', '-nic'],
    ['-serial tcp::4444,server', '-serial'],
    ['-serial file:/tmp/x', '-serial'],
    ['-serial /dev/ttyS0', '-serial'],
    ['-monitor stdio', '-monitor'],
    ['-monitor unix:/tmp/x,server', '-monitor'],
    ['-qmp tcp::1,server', '-qmp'],
    ['-chardev socket,id=c,path=/run/x', '-chardev'],
    ['-chardev stdio,id=c,logfile=/tmp/x', 'logfile'],
    ['-mon chardev=c', '-mon'],
    ['-virtfs local,path=/,mount_tag=x,security_model=none', '-virtfs'],
    ['-fsdev local,path=/,id=x', '-fsdev'],
    ['-readconfig {x}', '-readconfig'],
    ['-set drive.x.file=/etc/shadow', '-set'],
    ['-sandbox off', '-sandbox'],
    ['-plugin {x}', '-plugin'],
    ['-semihosting', '-semihosting'],
    ['-semihosting-config target=native', '-semihosting-config'],
    ['-object memory-backend-file,id=m,mem-path=/dev/shm/x,size=1M', '-object'],
    ['-object filter-dump,id=f,netdev=n,file=/tmp/x', '-object'],
    ['-machine virt,dumpdtb=/tmp/x', 'dumpdtb'],
    ['-icount shift=auto,rr=record,rrfile=/tmp/x', 'rrfile'],
    ['-smbios file=/etc/shadow', 'file'],
    ['-acpitable data=/etc/shadow', 'data'],
    ['-fw_cfg name=opt/x,file=/etc/shadow', 'file'],
    ['-global loader.file=/etc/shadow', 'file'],
    ['-D /tmp/x', '-D'],
    ['-pidfile /tmp/x', '-pidfile'],
    ['-daemonize', '-daemonize'],
    ['-gdb tcp::1', '-gdb'],
    ['-s', '-s'],
    ['-vnc :0', '-vnc'],
    ['-add-fd fd=3,set=1', '-add-fd'],
    ['-nosuchoption', '-nosuchoption'],
    ['word', 'word'],
    ['-kernel {x} -smp', '-smp'],
    ['-append', '-append'],
    ['-only-migratable fat:/etc', 'fat:/etc'],
    ['-append -smp fat:/etc', 'fat:/etc'],
    ['-name -nographic -smp -m fat:rw:/etc', 'fat:rw:/etc'],
    ['-global driver=usb-mtp,property=rootdir,value=x', 'rootdir'],
    ['-global usb-mtp.rootdir=..', 'rootdir'],
    ['-device virtio-gpu-rutabaga,wayland-socket-path=x', 'wayland-socket-path'],
    ['-device x,unknown=..', 'unknown'],
    ['-device ipmi-bmc-sim,id=b,frudatafile=bundle.json', 'frudatafile'],
    ['-global ipmi-bmc-sim.sdrfile=bundle.json', 'sdrfile'],
    ['-device usb-kbd,pcap=keys', 'pcap'],
    ['-device cxl-type3,cdat=x', 'cdat'],
  ])('may not be %s', (text, key) => {
    expect(() => judge(text)).toThrow(
      expect.objectContaining({ code: 'job-invalid', hint: expect.stringContaining(`'${key}'`) }),
    );
    expect(() => judge(text, 'all')).not.toThrow();
  });

  it('may be what the device allows', () => {
    expect(() => judge('-netdev user,id=n,hostfwd=tcp::2222-:22', 'hostfwd')).not.toThrow();
    expect(() => judge('-netdev tap,id=n,helper=/x', 'helper')).not.toThrow();
    expect(() => judge('-netdev tap,id=n', 'script')).not.toThrow();
    expect(() => judge('-virtfs local,path=/srv,mount_tag=x', '-virtfs')).not.toThrow();
    expect(() => judge('-netdev user,id=n,hostfwd=tcp::2222-:22,smb=/', 'hostfwd')).toThrow('smb');
  });
});

describe('a network with a script of the worker', () => {
  const judgeIn = (context: Record<string, unknown>) => {
    const options = [`-net nic,model=virtio -net ${context.netdevice}`];
    const extra = (context.extra_options as string[] | undefined) ?? [];
    const settings = { parameters: { command: 'qemu-system-x86_64', options, extra } };
    const planned = { job: { context }, block: { method: 'qemu' }, settings } as never;
    judgeCommand(planned, { files: new Map(), guest: undefined } as never);
  };

  it('is what a job may choose where the template has it', () => {
    expect(() => judgeIn({ netdevice: 'tap', arch: 'amd64' })).not.toThrow();
  });

  it('is nothing that a job may write', () => {
    expect(() => judgeIn({ netdevice: 'tap', extra_options: ['-netdev tap,id=n'] })).toThrow('qemu-ifup');
    expect(() => judgeIn({ netdevice: 'tap,ifname=eth0' })).toThrow();
  });
});

describe('a disk image', () => {
  const root = mkdtempSync(join(tmpdir(), 'lava-disk-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const head = (text: string, change: (bytes: Buffer) => void = () => {}) => {
    const bytes = Buffer.alloc(2048);
    bytes.write(text, 'latin1');
    change(bytes);
    const path = join(root, 'image');
    writeFileSync(path, bytes);
    return path;
  };

  it.each<[string, string, ((bytes: Buffer) => void)?]>([
    ['qcow2', 'QFI\u00fb', (b) => b.writeUInt8(4, 15)],
    ['qcow2', 'QFI\u00fb\0\0\0\u0003', (b) => b.writeUInt8(4, 79)],
    ['vmdk', '# Disk DescriptorFile\nversion=1\nRW 1 FLAT "/etc/shadow"'],
    ['vmdk', '#\n# x\n  \r\nversion=3\r\nRW 1 FLAT "/etc/shadow"'],
    ['vmdk', 'KDMV\u0001'],
    ['vmdk', 'KDMV', (b) => b.fill('\u0001', 12, 20).write('parentFileNameHint="/srv/x"', 700)],
    ['vmdk', 'COWD', (b) => b.write('parentFileNameHint="/srv/x"', 700)],
  ])('may not name another file: %s, %j', (kind, text, change) => {
    expect(() => judgeDisk('d', head(text, change), false)).toThrow(kind);
  });

  it('may be whole, or have no format', () => {
    for (const text of ['QFI\u00fb', 'any disk', '# a text\n', 'COWD', ''])
      expect(() => judgeDisk('d', head(text), false)).not.toThrow();
    const whole = head('KDMV', (bytes) => bytes.fill('\u0001', 12, 20));
    expect(() => judgeDisk('d', whole, true)).not.toThrow();
  });

  it('may not be a text that the job calls vmdk', () => {
    expect(() => judgeDisk('d', head('createType="monolithicFlat"\nRW 1 FLAT "/x"'), true)).toThrow('vmdk');
  });
});
