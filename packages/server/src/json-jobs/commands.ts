// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { boot } from './boot.ts';
import { deployAndroid, deployImage, deployKernel, dummyDeploy } from './deploy.ts';
import * as schema from './schema.ts';
import { addAptRepository, commandRun, testShell } from './test.ts';
import { refuse, type Translation } from './translation.ts';

/** @throws z.ZodError when the parameters are not the command's; Refusal when they have no equivalent */
type Command = (to: Translation, parameters: unknown) => void;

/** Names of the commands that say where results went; their stream decides the visibility. */
export const SUBMIT_RESULTS = ['submit_results', 'submit_results_on_host'];

const DOCKER = 'use a test block with `docker` and adb';

const deployLinux = command(schema.DeployImage, deployImage);
const deployLinuxKernel = command(schema.DeployKernel, deployKernel);
const deployAndroidImage = command(schema.DeployAndroid, deployAndroid);
const bootLinux = command(schema.Boot, boot);
const bootAndroid = command(schema.Boot, (to, parameters) => boot(to, parameters, true));
const addSources = onBootedDevice(addAptRepository, true);
const submitResults = command(schema.SubmitResults, () => {});

/** Every command of the first dispatcher: what becomes of it, or what to use instead. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  deploy_linaro_image: deployLinux,
  deploy_image: deployLinux,
  deploy_linaro_kernel: deployLinuxKernel,
  deploy_kernel: deployLinuxKernel,
  deploy_linaro_android_image: deployAndroidImage,
  deploy_android_image: deployAndroidImage,
  dummy_deploy: command(schema.DummyDeploy, dummyDeploy),
  boot_linaro_image: bootLinux,
  boot_image: bootLinux,
  boot_linaro_android_image: bootAndroid,
  boot_android_image: bootAndroid,
  lava_test_shell: command(schema.TestShell, onBootedDevice(testShell)),
  lava_command_run: command(schema.CommandRun, onBootedDevice(commandRun)),
  add_apt_repository: command(schema.AddAptRepository, (to, { arg }) => addSources(to, { arg })),
  submit_results: submitResults,
  submit_results_on_host: submitResults,

  boot_master_image: gone('there is no master image any more: use a deploy method that the device type has'),
  deploy_lxc_image: gone('run the tests in a container: a test block with `docker`'),
  lava_test_install: gone('write a test definition with `install` steps'),
  lava_test_run: gone('write a test definition with `run` steps'),
  lava_android_test_install: gone(DOCKER),
  lava_android_test_run: gone(DOCKER),
  lava_android_test_run_custom: gone(DOCKER),
  lava_android_test_run_monkeyrunner: gone(DOCKER),
  android_install_binaries: gone('put the binaries into the image, or flash them with `to: fastboot`'),
  android_install_cts_medias: gone('push the files with adb in a test block with `docker`'),
};

function command<S extends z.ZodType>(
  shape: S,
  step: (to: Translation, parameters: z.infer<S>) => void,
): Command {
  return (to, parameters) => step(to, shape.parse(parameters));
}

function gone(instead: string): Command {
  return () => refuse('has no equivalent', instead);
}

/**
 * A test that finds the device down boots it first, as the first dispatcher did.
 * @param staysUp also when it is a virtual machine
 */
function onBootedDevice<P extends { role?: string | undefined }>(
  step: (to: Translation, parameters: P) => void,
  staysUp = false,
) {
  return (to: Translation, parameters: P) => {
    const down = to.rolesOf(parameters.role).filter((role) => !to.booted.has(role));
    if (down.length > 0) boot(to, {}, to.os === 'android', down);
    step(to, parameters);
    // A virtual machine was powered off after each test; boards that booted over the network stayed up.
    if (to.isQemu && !staysUp) for (const role of to.rolesOf(parameters.role)) to.booted.delete(role);
  };
}
