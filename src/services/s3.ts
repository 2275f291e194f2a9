/** s3: uploads in a bucket of S3, or of a service that speaks like it, and not on this host. No container. */
import type { Stack } from '../stack/types.ts';
import type { Entry } from './types.ts';

const STORAGE = `"BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": os.environ["MEDIA_BUCKET"],
        # Another upload of the same name gets a name of its own.
        "file_overwrite": False,
    },`;

/** Keys, region and endpoint are in the environment, where boto3 itself looks for them. */
const settings = ({ django }: Stack): string => django === 'new'
  ? `# Uploads are in a bucket. boto3 takes keys, region and endpoint from the environment.
STORAGES["default"] = {
    ${STORAGE}
}
`
  : `# Uploads are in a bucket. boto3 takes keys, region and endpoint from the environment.
# Where STORAGES is there already, its "default" alone becomes this.
STORAGES = {
    "default": {
        ${STORAGE.replaceAll('\n', '\n    ')}
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
`;

const owner = (key: string, why: string) => ({ key, why, from: 'owner' as const });

export const s3: Entry = {
  id: 's3',
  title: 'uploads in a bucket of S3, or of what speaks like it; no container',
  addable: true,
  wanted: (stack) => stack.with.includes('s3'),
  parts: (stack) => ({
    secrets: [
      owner('MEDIA_BUCKET', "The bucket for uploads. Where it is not Amazon's: AWS_ENDPOINT_URL_S3=https://… as well."),
      owner('AWS_ACCESS_KEY_ID', 'A key that may read and write this bucket, and nothing else.'),
      owner('AWS_SECRET_ACCESS_KEY', 'Its secret.'),
    ],
    django: { requirements: ['django-storages[s3]>=1.14,<2'], settings: settings(stack) },
  }),
};
