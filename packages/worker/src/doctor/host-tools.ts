// SPDX-License-Identifier: Apache-2.0

export interface HostTool {
  /** Any one of them will do. */
  programs: string[];
  /** Debian package, or where else it comes from. */
  from: string;
  /** What cannot be done without it; `every job` makes it an error. */
  for: string;
}

/** Programs of this host that methods use, by the method as jobs name it. */
export const HOST_TOOLS: HostTool[] = [
  { programs: ['tar'], from: 'tar', for: 'every job' },
  { programs: ['git'], from: 'git', for: 'every job' },
  { programs: ['mke2fs'], from: 'e2fsprogs', for: 'every job' },
  { programs: ['xz'], from: 'xz-utils', for: 'compression: xz' },
  { programs: ['zstd'], from: 'zstd', for: 'compression: zstd' },
  { programs: ['bzip2'], from: 'bzip2', for: 'compression: bz2' },
  { programs: ['unzip'], from: 'unzip', for: 'compression: zip' },
  { programs: ['e2fsck'], from: 'e2fsprogs', for: 'an overlay in a root file system that was not shut down' },
  { programs: ['simg2img'], from: 'simg2img or android-sdk-libsparse-utils', for: 'sparse images' },
  { programs: ['img2simg'], from: 'img2simg or android-sdk-libsparse-utils', for: 'sparse images' },
  { programs: ['qemu-system-x86_64'], from: 'qemu-system-x86', for: 'boot method: qemu (x86)' },
  {
    programs: ['qemu-system-aarch64', 'qemu-system-arm'],
    from: 'qemu-system-arm',
    for: 'boot method: qemu (arm, arm64)',
  },
  { programs: ['qemu-img'], from: 'qemu-utils', for: 'deploy to: iso-installer, image formats' },
  { programs: ['in.tftpd'], from: 'tftpd-hpa or the setting LAVA_WORKER_TFTP_PORT', for: 'deploy to: tftp' },
  {
    programs: ['exportfs', 'ganesha.nfsd'],
    from: 'nfs-kernel-server or nfs-ganesha',
    for: 'deploy to: nfs, and tftp with nfsrootfs',
  },
  { programs: ['nbd-server'], from: 'nbd-server', for: 'deploy to: nbd' },
  { programs: ['telnet'], from: 'telnet', for: 'connections by telnet' },
  { programs: ['ssh'], from: 'openssh-client', for: 'boot method: ssh, connections by ssh' },
  { programs: ['mkimage'], from: 'u-boot-tools', for: 'boot method: depthcharge' },
  { programs: ['fastboot'], from: 'fastboot', for: 'deploy to: fastboot' },
  { programs: ['docker', 'podman'], from: 'docker.io or podman', for: 'docker actions' },
  { programs: ['dfu-util'], from: 'dfu-util', for: 'boot method: dfu' },
  { programs: ['bmaptool'], from: 'bmap-tools', for: 'deploy with bmap' },
  { programs: ['openocd'], from: 'openocd', for: 'boot method: openocd' },
  { programs: ['pyocd'], from: 'python3-pyocd or its maker', for: 'boot method: pyocd' },
  { programs: ['uuu'], from: 'uuu or its maker', for: 'deploy to: uuu' },
  { programs: ['schroot'], from: 'schroot', for: 'boot method: schroot' },
];
